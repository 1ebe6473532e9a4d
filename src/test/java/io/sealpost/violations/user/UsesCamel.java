package io.sealpost.violations.user;

import org.apache.camel.Exchange;

class UsesCamel {
    Exchange exchange;
}

package io.sealpost.delivery;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The keys {@code sealpost.removal}. */
@ConfigurationProperties("sealpost.removal")
record RemovalSettings(@DefaultValue("false") boolean suspendedUsers) {
}

package io.sealpost.violations.user;

import javax.naming.InitialContext;

class LooksUpByJndi {
    InitialContext context;
}

package io.sealpost.violations.user;

import javax.naming.ldap.LdapName;

/** Allowed: it looks nothing up. */
class ReadsName {
    LdapName name;
}

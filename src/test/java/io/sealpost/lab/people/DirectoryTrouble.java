package io.sealpost.lab.people;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;

/** What goes wrong at a {@link DomainController}, for those who test what reads it; by default nothing. */
public interface DirectoryTrouble {
    /** @throws LDAPException what a log-in is answered with */
    default void bound() throws LDAPException {
    }

    /** @throws LDAPException what a search is answered with, before any entry */
    default void asked(SearchRequestProtocolOp search) throws LDAPException {
    }

    /**
     * @param entry what would be sent, cut to what was asked for
     * @return what is sent; null: nothing
     */
    default Entry shown(SearchRequestProtocolOp search, Entry entry) {
        return entry;
    }

    /**
     * @return a server to refer to after the entries; null: none
     * @throws LDAPException what a search is answered with, after its entries
     */
    default String ended(SearchRequestProtocolOp search) throws LDAPException {
        return null;
    }
}

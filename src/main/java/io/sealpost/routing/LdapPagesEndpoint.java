package io.sealpost.routing;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchRequest;
import io.sealpost.directory.Directory;
import org.apache.camel.Exchange;

/** The endpoint of {@link LdapPagesComponent}. */
class LdapPagesEndpoint extends DirectoryReadEndpoint {
    LdapPagesEndpoint(String uri, LdapPagesComponent component, Directory directory, LdapConnections connections) {
        super(uri, component, directory, connections);
    }

    @Override
    LdapPages read(LDAPConnection connection, SearchRequest search, Exchange exchange) {
        if (directory().isActiveDirectory()) { // else the root of a domain answers with referrals to other partitions
            search.addControl(new Control("1.2.840.113556.1.4.1339", true));
        }
        return new LdapPages(connection, search, pageSize());
    }
}

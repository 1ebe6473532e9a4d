package io.sealpost.routing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import io.sealpost.directory.Directory;
import org.apache.camel.Exchange;

/** The endpoint of {@link ContentSyncComponent}. */
class ContentSyncEndpoint extends DirectoryReadEndpoint {
    ContentSyncEndpoint(String uri, ContentSyncComponent component, Directory directory, LdapConnections connections) {
        super(uri, component, directory, connections);
    }

    @Override
    ContentSync read(LDAPConnection connection, SearchRequest search, Exchange exchange) throws LDAPException {
        return new ContentSync(connection, search, directory().idAttribute(), pageSize(),
            exchange.getMessage().getHeader("SyncCookie", String.class), supported(connection, search.getBaseDN()));
    }

    /** What the rootDSE says of it holds for the server, and not for each database: the base alone is asked for. */
    private boolean supported(LDAPConnection connection, String base) throws LDAPException {
        SearchRequest probe = new SearchRequest(base, SearchScope.BASE, "(objectClass=*)", SearchRequest.NO_ATTRIBUTES);
        probe.setResponseTimeoutMillis(timeoutMillis());
        probe.addControl(new ContentSyncRequestControl(true, ContentSyncRequestMode.REFRESH_ONLY, null, false));
        try {
            connection.search(probe);
            return true;
        } catch (LDAPSearchException e) {
            if (e.getResultCode() == ResultCode.UNAVAILABLE_CRITICAL_EXTENSION) {
                return false;
            }
            throw e;
        }
    }
}

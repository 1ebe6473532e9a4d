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
import java.io.IOException;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** The options of {@link ContentSyncComponent}; all are set in the route. */
class ContentSyncEndpoint extends DefaultEndpoint {
    private final Directory directory;
    private final LdapConnections connections;
    private String base;
    private String attributes;
    private int pageSize = 500;
    private int timeoutMillis = 30_000;

    ContentSyncEndpoint(String uri, ContentSyncComponent component, Directory directory, LdapConnections connections) {
        super(uri, component);
        this.directory = directory;
        this.connections = connections;
    }

    /** Where the content begins. */
    public void setBase(String base) {
        this.base = base;
    }

    /** What to return, separated by commas. */
    public void setAttributes(String attributes) {
        this.attributes = attributes;
    }

    /** Entries that are handed on together. */
    public void setPageSize(int pageSize) {
        this.pageSize = pageSize;
    }

    /** For connecting, and for each message of the answer. */
    public void setTimeoutMillis(int timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                exchange.getMessage().setBody(open(exchange.getMessage().getMandatoryBody(String.class),
                    exchange.getMessage().getHeader("SyncCookie", String.class)));
            }
        };
    }

    private ContentSync open(String filter, String cookie) throws Exception {
        LDAPConnection connection = connections.open(directory, timeoutMillis);
        try {
            SearchRequest search = new SearchRequest(base, SearchScope.SUB, filter, attributes.split(","));
            search.setResponseTimeoutMillis(timeoutMillis);
            return new ContentSync(connection, search, directory.idAttribute(), pageSize, cookie, supported(connection));
        } catch (LDAPException e) {
            connection.close();
            throw new IOException(directory.name() + " cannot be asked: " + e.getMessage(), e);
        }
    }

    /** What the rootDSE says of it holds for the server, and not for each database: the base alone is asked for. */
    private boolean supported(LDAPConnection connection) throws LDAPException {
        SearchRequest probe = new SearchRequest(base, SearchScope.BASE, "(objectClass=*)", SearchRequest.NO_ATTRIBUTES);
        probe.setResponseTimeoutMillis(timeoutMillis);
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

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("ldap-sync is for reading: use it in a to or toD");
    }
}

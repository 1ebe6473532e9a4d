package io.sealpost.routing;

import java.io.IOException;
import java.security.GeneralSecurityException;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import io.sealpost.directory.Directory;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** The options of {@link LdapPagesComponent}; all are set in the route. */
class LdapPagesEndpoint extends DefaultEndpoint {
    private final Directory directory;
    private final LdapConnections connections;
    private String base;
    private String attributes;
    private int pageSize = 500;
    private int timeoutMillis = 30_000;

    LdapPagesEndpoint(String uri, LdapPagesComponent component, Directory directory, LdapConnections connections) {
        super(uri, component);
        this.directory = directory;
        this.connections = connections;
    }

    /** Where the search begins. */
    public void setBase(String base) {
        this.base = base;
    }

    /** What to return, separated by commas. */
    public void setAttributes(String attributes) {
        this.attributes = attributes;
    }

    /** Entries a page (RFC 2696). */
    public void setPageSize(int pageSize) {
        this.pageSize = pageSize;
    }

    /** For connecting, and for each page. */
    public void setTimeoutMillis(int timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                exchange.getMessage().setBody(open(exchange.getMessage().getMandatoryBody(String.class)));
            }
        };
    }

    private LdapPages open(String filter) throws IOException, GeneralSecurityException {
        LDAPConnection connection = connections.open(directory, timeoutMillis);
        try {
            SearchRequest search = new SearchRequest(base, SearchScope.SUB, filter, attributes.split(","));
            search.setResponseTimeoutMillis(timeoutMillis);
            if (directory.isActiveDirectory()) { // else the root of a domain answers with referrals to other partitions
                search.addControl(new Control("1.2.840.113556.1.4.1339", true));
            }
            return new LdapPages(connection, search, pageSize);
        } catch (LDAPException e) {
            connection.close();
            throw new IOException(directory.name() + " cannot be asked: " + e.getMessage(), e);
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("ldap-pages is for reading: use it in a to or toD");
    }
}

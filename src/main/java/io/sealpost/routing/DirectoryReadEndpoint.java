package io.sealpost.routing;

import java.io.IOException;
import java.security.GeneralSecurityException;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import io.sealpost.directory.Directory;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Reads a directory below a base, by the filter in the body; all options are set in the route. */
abstract class DirectoryReadEndpoint extends DefaultEndpoint {
    private final Directory directory;
    private final LdapConnections connections;
    private String base;
    private String attributes;
    private int pageSize = 500;
    private int timeoutMillis = 30_000;

    DirectoryReadEndpoint(String uri, Component component, Directory directory, LdapConnections connections) {
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

    /** Entries that are handed on together. */
    public void setPageSize(int pageSize) {
        this.pageSize = pageSize;
    }

    /** For connecting, and for each message or page of the answer. */
    public void setTimeoutMillis(int timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    Directory directory() {
        return directory;
    }

    int pageSize() {
        return pageSize;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    /**
     * Begins to read; from now on the result has the connection.
     *
     * @return a closeable iterator of pages, for a streaming Splitter
     */
    abstract Object read(LDAPConnection connection, SearchRequest search, Exchange exchange) throws LDAPException;

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                exchange.getMessage().setBody(open(exchange.getMessage().getMandatoryBody(String.class), exchange));
            }
        };
    }

    private Object open(String filter, Exchange exchange) throws IOException, GeneralSecurityException {
        LDAPConnection connection = connections.open(directory, timeoutMillis);
        try {
            SearchRequest search = new SearchRequest(base, SearchScope.SUB, filter, attributes.split(","));
            search.setResponseTimeoutMillis(timeoutMillis);
            return read(connection, search, exchange);
        } catch (LDAPException e) {
            connection.close();
            throw new IOException(directory.name() + " cannot be asked: " + e.getMessage(), e);
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("This is for reading: use it in a to or toD, not in a from");
    }
}

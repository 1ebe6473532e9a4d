package io.sealpost.routing;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
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
    private String base;
    private String attributes;
    private int pageSize = 500;
    private int timeoutMillis = 30_000;

    LdapPagesEndpoint(String uri, LdapPagesComponent component, Directory directory) {
        super(uri, component);
        this.directory = directory;
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
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(timeoutMillis);
        options.setResponseTimeoutMillis(timeoutMillis);
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        URI url = URI.create(directory.url());
        boolean tls = "ldaps".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 636 : 389;
        LDAPConnection connection = tls ? new LDAPConnection(SSLContext.getDefault().getSocketFactory(), options)
            : new LDAPConnection(options);
        try {
            connection.connect(url.getHost(), port, timeoutMillis);
            if (!directory.bindDn().isBlank()) {
                connection.bind(directory.bindDn(), directory.password().value());
            }
            SearchRequest search = new SearchRequest(base, SearchScope.SUB, filter, attributes.split(","));
            search.setResponseTimeoutMillis(timeoutMillis);
            return new LdapPages(connection, search, pageSize);
        } catch (LDAPException e) {
            connection.close();
            throw LdapPages.unreachable(directory.url(), e);
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("ldap-pages is for reading: use it in a to or toD");
    }
}

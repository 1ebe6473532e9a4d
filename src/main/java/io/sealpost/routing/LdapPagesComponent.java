package io.sealpost.routing;

import java.util.Map;

import io.sealpost.directory.Directories;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;

/**
 * {@code ldap-pages:<directory>}: a search whose body is the filter and whose result is a closeable iterator of pages, for a
 * streaming Splitter. What camel-ldap cannot do: it returns all pages in one list.
 */
@Component("ldap-pages")
class LdapPagesComponent extends DefaultComponent {
    private final Directories directories;
    private final LdapConnections connections;

    LdapPagesComponent(Directories directories, LdapConnections connections) {
        this.directories = directories;
        this.connections = connections;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LdapPagesEndpoint endpoint = new LdapPagesEndpoint(uri, this, directories.get(remaining), connections);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}

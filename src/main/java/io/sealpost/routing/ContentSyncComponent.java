package io.sealpost.routing;

import java.util.Map;

import io.sealpost.directory.Directories;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;

/**
 * {@code ldap-sync:<directory>}: a refresh of RFC 4533. The body is the filter, the header {@code SyncCookie} what the last refresh
 * ended with; the result is a closeable iterator of pages, for a streaming Splitter ({@link ContentSync}).
 */
@Component("ldap-sync")
class ContentSyncComponent extends DefaultComponent {
    private final Directories directories;
    private final LdapConnections connections;

    ContentSyncComponent(Directories directories, LdapConnections connections) {
        this.directories = directories;
        this.connections = connections;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ContentSyncEndpoint endpoint = new ContentSyncEndpoint(uri, this, directories.get(remaining), connections);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}

package io.sealpost.routing;

import java.util.Map;

import io.sealpost.directory.Directories;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;

/**
 * {@code ldap-modify:<directory>}: one modify operation (RFC 4511, 4.6) whose body is an {@code EntryChange}, as the directory's account
 * for publishing. camel-ldap only searches.
 */
@Component("ldap-modify")
class LdapModifyComponent extends DefaultComponent {
    private final Directories directories;
    private final LdapConnections connections;

    LdapModifyComponent(Directories directories, LdapConnections connections) {
        this.directories = directories;
        this.connections = connections;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LdapModifyEndpoint endpoint = new LdapModifyEndpoint(uri, this, directories.get(remaining), connections);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}

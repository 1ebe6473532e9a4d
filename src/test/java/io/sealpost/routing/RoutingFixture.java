package io.sealpost.routing;

import java.util.HashMap;
import java.util.Map;

import io.sealpost.directory.Directories;
import org.apache.camel.component.mail.MailAuthenticator;

/** What package routing gives to routes, for the tests of route files. */
public final class RoutingFixture {
    private RoutingFixture() {
    }

    /** The log-in to a mail server; none with an empty name. */
    public static MailAuthenticator login(String username, String password) {
        return new SmtpLogin(new SmtpSettings("127.0.0.1", 587, true, false, username, password));
    }

    /** The component for paged reads, the reader of camel-ldap's results, and a JNDI environment for each directory. */
    public static Map<String, Object> beans(Directories directories) {
        Map<String, Object> beans = new HashMap<>(Map.of("ldap-pages", new LdapPagesComponent(directories),
            "searchResults", new SearchResults()));
        directories.all().forEach(d -> beans.put("ldap-" + d.name(), RouteRegistry.environment(d)));
        return beans;
    }
}

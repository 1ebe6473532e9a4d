package io.sealpost.routing;

import java.util.HashMap;
import java.util.Map;

import io.sealpost.directory.Directories;
import org.apache.camel.component.mail.MailAuthenticator;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/** What package routing gives to routes, for the tests of route files. */
public final class RoutingFixture {
    private RoutingFixture() {
    }

    /** The log-in to a mail server; none with an empty name. */
    public static MailAuthenticator login(String username, String password) {
        return new SmtpLogin(new SmtpSettings("127.0.0.1", 587, true, false, username, password));
    }

    /** The components for reads, the reader of camel-ldap's results, and contexts for each directory. */
    public static Map<String, Object> beans(Directories directories) {
        return beans(directories, new DefaultSslBundleRegistry());
    }

    /** @param bundles what {@code tls} of a directory names */
    public static Map<String, Object> beans(Directories directories, SslBundles bundles) {
        LdapConnections connections = new LdapConnections(bundles);
        DirectoryContexts contexts = new DirectoryContexts(connections);
        Map<String, Object> beans = new HashMap<>(Map.of("ldap-pages", new LdapPagesComponent(directories, connections),
            "ldap-sync", new ContentSyncComponent(directories, connections), "directoryContexts", contexts,
            "ldap-modify", new LdapModifyComponent(directories, connections), "searchResults", new SearchResults()));
        directories.all().forEach(d -> beans.putAll(RouteRegistry.searches(d, contexts)));
        return beans;
    }
}

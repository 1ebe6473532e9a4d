package io.sealpost.routing;

import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.UUID;

import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.net.ssl.SSLContext;

import io.sealpost.directory.Directories;
import io.sealpost.directory.Directory;
import io.sealpost.enrollment.CertificationAuthorities;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.SimpleTypeConverter;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** Binds what routes refer to by name: JNDI contexts per directory (ldap-NAME, read-NAME), TLS per CA (its spring.ssl.bundle). */
@Component
class RouteRegistry implements CamelContextConfiguration {
    private final Directories directories;
    private final CertificationAuthorities authorities;
    private final SslBundles bundles;
    private final DirectoryContexts contexts;

    RouteRegistry(Directories directories, CertificationAuthorities authorities, SslBundles bundles, DirectoryContexts contexts) {
        this.directories = directories;
        this.contexts = contexts;
        this.authorities = authorities;
        this.bundles = bundles;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        // messages carry ids as text; beans want them typed
        camel.getTypeConverterRegistry().addTypeConverter(UUID.class, String.class,
            new SimpleTypeConverter(false, (type, exchange, text) -> UUID.fromString(text.toString().strip())));
        directories.all().forEach(d -> searches(d, contexts).forEach(camel.getRegistry()::bind));
        authorities.all().forEach(ca -> camel.getRegistry().bind(ca.tls(), new BundleTls(bundles, ca.tls())));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // nothing to do once routes run
    }

    /** By name: ldap-NAME to look somebody up, read-NAME to read, with what was deleted, from one domain controller. */
    static Map<String, DirContext> searches(Directory directory, DirectoryContexts contexts) {
        try {
            return Map.of("ldap-" + directory.name(), new DirectorySearches(directory, contexts, false),
                "read-" + directory.name(), new DirectorySearches(directory, contexts, true));
        } catch (NamingException e) {
            throw new IllegalStateException("It connects only when it is asked", e);
        }
    }

    /** TLS from a Spring SSL bundle, as Camel's components want it. */
    private static final class BundleTls extends SSLContextParameters {
        private final SslBundles bundles;
        private final String name;

        BundleTls(SslBundles bundles, String name) {
            this.bundles = bundles;
            this.name = name;
        }

        @Override
        public SSLContext createSSLContext(CamelContext camel) throws GeneralSecurityException {
            return bundles.getBundle(name).createSslContext();
        }
    }
}

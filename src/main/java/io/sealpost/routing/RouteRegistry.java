package io.sealpost.routing;

import java.security.GeneralSecurityException;
import java.util.Hashtable;
import java.util.UUID;

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

/** Binds what routes refer to by name: a JNDI environment per directory (ldap-NAME), TLS per CA (its spring.ssl.bundle). */
@Component
class RouteRegistry implements CamelContextConfiguration {
    private final Directories directories;
    private final CertificationAuthorities authorities;
    private final SslBundles bundles;

    RouteRegistry(Directories directories, CertificationAuthorities authorities, SslBundles bundles) {
        this.directories = directories;
        this.authorities = authorities;
        this.bundles = bundles;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        // messages carry ids as text; beans want them typed
        camel.getTypeConverterRegistry().addTypeConverter(UUID.class, String.class,
            new SimpleTypeConverter(false, (type, exchange, text) -> UUID.fromString(text.toString().strip())));
        directories.all().forEach(d -> camel.getRegistry().bind("ldap-" + d.name(), environment(d)));
        authorities.all().forEach(ca -> camel.getRegistry().bind(ca.tls(), new BundleTls(bundles, ca.tls())));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // nothing to do once routes run
    }

    static Hashtable<String, Object> environment(Directory directory) {
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put("java.naming.provider.url", directory.url());
        environment.put("java.naming.referral", "ignore");
        environment.put("java.naming.ldap.attributes.binary", "userSMIMECertificate objectGUID objectSid");
        environment.put("com.sun.jndi.ldap.connect.timeout", String.valueOf(directory.timeoutMillis()));
        environment.put("com.sun.jndi.ldap.read.timeout", String.valueOf(directory.timeoutMillis()));
        if (!directory.bindDn().isBlank()) {
            environment.put("java.naming.security.authentication", "simple");
            environment.put("java.naming.security.principal", directory.bindDn());
            environment.put("java.naming.security.credentials", directory.password().value());
        }
        return environment;
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

package io.sealpost.operations;

import java.net.InetAddress;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Refuses to listen beyond this machine without TLS, before anything listens: whoever is on the way would read passwords, and could
 * act with them. There is no key that turns this off.
 */
@Component
class TlsBeyondLoopback implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {
    private final ObjectProvider<ServerProperties> server;
    private final ObjectProvider<ManagementServerProperties> management;
    private final Environment environment;

    TlsBeyondLoopback(ObjectProvider<ServerProperties> server, ObjectProvider<ManagementServerProperties> management,
            Environment environment) {
        this.server = server;
        this.management = management;
        this.environment = environment;
    }

    @Override
    public void customize(ConfigurableWebServerFactory factory) {
        var ours = server.getObject();
        check("server", ours.getAddress(), ours.getSsl());
        if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
            var second = management.getObject();
            check("management.server", second.getAddress(), second.getSsl() == null ? ours.getSsl() : second.getSsl());
        }
    }

    private static void check(String prefix, InetAddress address, Ssl tls) {
        if ((address == null || !address.isLoopbackAddress()) && !Ssl.isEnabled(tls)) {
            throw new Refused(prefix, address == null ? "all addresses (" + prefix + ".address is not set)" : address.getHostAddress());
        }
    }

    /** It would listen beyond this machine in the clear. */
    static final class Refused extends RuntimeException {
        private final String prefix;

        Refused(String prefix, String address) {
            super("Sealpost does not listen on " + address + " without TLS.");
            this.prefix = prefix;
        }
    }

    /** Boot prints this instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<Refused> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, Refused cause) {
            return new FailureAnalysis(cause.getMessage(), "Set " + cause.prefix + ".address to 127.0.0.1, or name a certificate:"
                    + " server.ssl.bundle and spring.ssl.bundle.pem.<name>.keystore.certificate and .private-key"
                    + " (docs/operations.md, \"server\").", failure);
        }
    }
}

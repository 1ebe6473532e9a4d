package io.sealpost.lab.gateway;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.people.Directory;

/** The gateway's configuration for this world: a properties file over config/application.yaml. */
public final class GatewayProperties {
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Begins with everything that does not depend on the servers around; {@code data} is the gateway's own folder. What is short
     * for a person who watches grows with the number of users: an answer that waits in line is not a lost one.
     */
    public GatewayProperties(int port, int users, Path data, Map<String, String> passwords, GatewayFiles files) {
        var own = data.toAbsolutePath();
        set("server.port", port);
        set("sealpost.node", "lab");
        set("sealpost.data", own);
        set("sealpost.routes", "routes");
        set("logging.threshold.console", "WARN");
        set("logging.file.name", own.resolve("sealpost.log"));
        passwords.forEach((role, password) -> {
            set("sealpost.accounts." + role + ".password", "{noop}" + password);
            list("sealpost.accounts." + role + ".roles", role);
        });
        set("sealpost.sync.schedule", users <= 50 ? "0/5 * * * * ?" : "0/30 * * * * ?");
        set("sealpost.wake.schedule", "* * * * * ?");
        set("sealpost.poll.schedule", "0/2 * * * * ?");
        set("sealpost.retry.first", "1s");
        set("sealpost.retry.most", "10s");
        set("sealpost.import.folder", own.resolve("import"));
        set("sealpost.escrow.kek", "lab-kek");
        set("sealpost.escrow.keks.lab-kek.keystore", files.file("kek.p12"));
        set("sealpost.escrow.keks.lab-kek.alias", "lab-kek");
        set("sealpost.escrow.keks.lab-kek.password", files.kekPassword());
        set("spring.ssl.bundle.pem.lab-ca.keystore.certificate", "file:" + files.file("est-client.pem"));
        set("spring.ssl.bundle.pem.lab-ca.keystore.private-key", "file:" + files.file("est-client.key"));
        set("spring.ssl.bundle.pem.lab-ca.truststore.certificate", "file:" + files.file("trust.pem"));
        list("sealpost.certificate-profiles.trusted-root.certificates", files.file("root.pem"), files.file("issuing.pem"));
        set("sealpost.certificate-profiles.pkcs.ca", "lab");
        set("sealpost.certificate-profiles.pkcs.key", "rsa-2048");
        set("sealpost.certificate-profiles.email.host", "mail.example.com");
        list("sealpost.cas.lab.trust", files.file("root.pem"), files.file("issuing.pem"));
    }

    /**
     * A directory that is synchronised, with what its kind has by itself; and the account for bringing certificates back into it,
     * which whoever starts the gateway may switch on.
     */
    public GatewayProperties directory(String name, Directory.Access access) {
        var prefix = "sealpost.directories." + name + ".";
        set(prefix + "kind", access.kind());
        set(prefix + "url", access.url());
        set(prefix + "bind-dn", access.bindDn());
        set(prefix + "password", access.password());
        set(prefix + "base", access.base());
        set(prefix + "page-size", 100);
        set(prefix + "timeout", "10s");
        set(prefix + "publish.bind-dn", access.publishDn());
        set(prefix + "publish.password", access.publishPassword());
        return this;
    }

    /** The CA that issues signing certificates. */
    public GatewayProperties ca(String url) {
        var prefix = "sealpost.cas.lab.";
        set(prefix + "kind", "est");
        set(prefix + "url", url);
        set(prefix + "tls", "lab-ca");
        set(prefix + "timeout", "20s");
        set(prefix + "pending", "2s");
        return this;
    }

    /** The gateway goes by the clock that this file moves, if it is started with {@link GatewayClock}. */
    public GatewayProperties clock(Path file) {
        set(GatewayClock.FILE, file);
        return this;
    }

    /** Writes the file. */
    public void write(Path file) {
        var text = new StringBuilder("# The gateway's configuration for this run of the lab.\n");
        values.forEach((key, value) -> text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
        Pem.write(file, text.toString());
    }

    /** One key. */
    public void set(String key, Object value) {
        values.put(key, value.toString());
    }

    /** One key that holds a list. */
    public void list(String key, Object... entries) {
        int index = 0;
        for (var entry : List.of(entries)) {
            set(key + "[" + index++ + "]", entry);
        }
    }
}

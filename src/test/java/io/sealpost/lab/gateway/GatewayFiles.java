package io.sealpost.lab.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.seed.Secrets;

/** Keys and certificates that belong to the gateway's configuration, as an administrator would put them there. */
public final class GatewayFiles {
    private final Path folder;
    private final X509Certificate estClient;
    private final byte[] kek = Secrets.bytes(32);
    private final String kekPassword = Secrets.password();

    /** Issues and writes them into {@code folder}. */
    public GatewayFiles(Path folder, Authority root, Authority issuing) {
        this.folder = folder.toAbsolutePath();
        Pem.write(file("root.pem"), Pem.of(root.certificate()));
        Pem.write(file("issuing.pem"), Pem.of(issuing.certificate()));
        Pem.write(file("trust.pem"), Pem.of(root.certificate(), issuing.certificate()));
        estClient = leaf("est-client", "Sealpost gateway", Template.client(), issuing);
        keystore();
    }

    /** Issues and writes a certificate with the issuing one above it, and its key: {@code name.pem}, {@code name.key}. */
    public X509Certificate leaf(String name, String commonName, Template template, Authority issuing) {
        KeyPair keys = Keys.rsa();
        var certificate = issuing.issue(commonName, keys.getPublic(), template);
        Pem.write(file(name + ".pem"), Pem.of(certificate, issuing.certificate()));
        Pem.write(file(name + ".key"), Pem.of(keys.getPrivate()));
        return certificate;
    }

    private void keystore() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            SecretKey key = new SecretKeySpec(kek, "AES");
            store.setEntry("lab-kek", new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(kekPassword.toCharArray()));
            try (var out = Files.newOutputStream(file("kek.p12"))) {
                store.store(out, kekPassword.toCharArray());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the file of this name is, or belongs. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The certificate by which the CA knows the gateway. */
    public X509Certificate estClient() {
        return estClient;
    }

    /** The AES-256 key-encryption key, for tools that open escrow rows without the gateway. */
    public byte[] kek() {
        return kek.clone();
    }

    String kekPassword() {
        return kekPassword;
    }
}

package io.sealpost.escrow;

import io.sealpost.TestCertificates;
import io.sealpost.TestDatabase;
import io.sealpost.pki.Certificates;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** An escrow over a database of its own, with one key-encryption key that the test knows. */
public final class EscrowFixture {
    public static final String KEK = "kek-test";
    public static final String PASSWORD = "keystore-password";
    public static final byte[] KEK_BYTES = "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final List<String> ROUNDS = List.of("keystore.pkcs12.keyPbeIterationCount", "keystore.pkcs12.certPbeIterationCount",
        "keystore.pkcs12.macIterationCount");
    public final TestDatabase database = new TestDatabase();
    public final Clock clock = Clock.fixed(TestCertificates.NOW, ZoneOffset.UTC);
    public final Escrow escrow;

    public EscrowFixture(Path folder) {
        Path store = keystore(folder.resolve("kek.p12"), KEK_BYTES);
        this.escrow = new Escrow(database.jdbc(), new KeyEncryptionKeys(settings(store, KEK, PASSWORD)), clock);
    }

    /** Puts an imported key into escrow and returns it wrapped. */
    public WrappedKey keep(KeyPair pair) {
        escrow.keep(pair.getPrivate(), pair.getPublic(), Origin.IMPORT, null);
        return escrow.find(List.of(Certificates.spki(pair.getPublic())), null).get(0);
    }

    /** The configuration of such a key, with its keystore in that file. */
    public static Map<String, Object> settings(Path file) {
        return Map.of("sealpost.escrow.kek", KEK, "sealpost.escrow.keks." + KEK + ".keystore", keystore(file, KEK_BYTES),
            "sealpost.escrow.keks." + KEK + ".alias", KEK, "sealpost.escrow.keks." + KEK + ".password", PASSWORD);
    }

    static EscrowSettings settings(Path store, String alias, String password) {
        return new EscrowSettings("local", KEK, Map.of(KEK, new EscrowSettings.Kek(store, alias, password)));
    }

    /** A PKCS #12 file with that key. It is derived from the password in few rounds: each test opens one. */
    public static synchronized Path keystore(Path file, byte[] key) {
        ROUNDS.forEach(name -> System.setProperty(name, "100"));
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setEntry(KEK, new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
                new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
            store.store(out, PASSWORD.toCharArray());
            return file;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            ROUNDS.forEach(System::clearProperty);
        }
    }
}

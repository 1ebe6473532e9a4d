package io.sealpost.escrow;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The key-encryption keys by name, read from their keystores at the start. Messages name keys and files, never values. */
@Component
@EnableConfigurationProperties(EscrowSettings.class)
class KeyEncryptionKeys {
    private final String current;
    private final Map<String, SecretKey> keys = new TreeMap<>();

    KeyEncryptionKeys(EscrowSettings settings) {
        settings.keks().forEach((name, kek) -> keys.put(name, load("sealpost.escrow.keks." + name, kek)));
        this.current = settings.kek();
        if (!current.isEmpty() && !keys.containsKey(current)) {
            throw new IllegalStateException("sealpost.escrow.kek names " + current + ", but sealpost.escrow.keks has only "
                + keys.keySet() + ": add it there");
        }
    }

    /** The name of the key that wraps what is new. */
    String current() {
        if (current.isEmpty()) {
            throw new IllegalStateException("sealpost.escrow.kek is empty, so no key can be put into escrow: "
                + "make a key-encryption key and name it there");
        }
        return current;
    }

    SecretKey get(String name) {
        SecretKey key = keys.get(name);
        if (key == null) {
            throw new IllegalStateException("A wrapped key names the key-encryption key " + name
                + ", but sealpost.escrow.keks has only " + keys.keySet() + ": add it there");
        }
        return key;
    }

    static SecretKey load(String where, EscrowSettings.Kek kek) {
        if (!Files.isReadable(kek.keystore())) {
            throw new IllegalStateException(where + ": the keystore " + kek.keystore() + " is missing or not readable. Correct keystore, "
                + "or make it: keytool -genseckey -keyalg AES -keysize 256 -storetype PKCS12 -alias " + kek.alias()
                + " -keystore " + kek.keystore());
        }
        char[] password = kek.password().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(kek.keystore().toFile(), password);
            Key key = store.getKey(kek.alias(), password);
            if (key == null) {
                throw new IllegalStateException(where + ": the keystore " + kek.keystore() + " has no key " + kek.alias()
                    + ", but " + Collections.list(store.aliases()) + ": correct alias");
            }
            byte[] encoded = key.getEncoded();
            if (!(key instanceof SecretKey secret) || !"AES".equals(key.getAlgorithm()) || encoded == null || encoded.length != 32) {
                throw new IllegalStateException(where + ": the key " + kek.alias() + " in " + kek.keystore()
                    + " is not an AES key of 256 bits (keytool -genseckey -keyalg AES -keysize 256)");
            }
            Arrays.fill(encoded, (byte) 0);
            return secret;
        } catch (IOException e) {
            String fix = e.getCause() instanceof UnrecoverableKeyException ? "password does not open it: correct password"
                : "it is damaged or no keystore (" + e.getMessage() + ")";
            throw new IllegalStateException(where + ": the keystore " + kek.keystore() + " cannot be opened, " + fix);
        } catch (UnrecoverableKeyException e) {
            throw new IllegalStateException(where + ": password opens the keystore " + kek.keystore() + ", but not its key "
                + kek.alias() + ": give both the same password");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(where + ": the keystore " + kek.keystore() + " cannot be opened, it is no keystore ("
                + e.getMessage() + "): correct keystore");
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}

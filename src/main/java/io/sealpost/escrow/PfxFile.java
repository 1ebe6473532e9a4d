package io.sealpost.escrow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A PKCS #12 file (RFC 7292) of any usual protection: 3DES, RC2, PBES2. */
record PfxFile(PrivateKey key, X509Certificate certificate) {
    /**
     * Opens it and finds its one identity.
     *
     * @throws Refusal names cause and fix
     */
    static PfxFile open(byte[] pfx, String password) {
        boolean ascii = password.chars().allMatch(c -> c < 0x80);
        boolean wrong = false;
        String damage = "";
        for (String candidate : ascii ? List.of(password) : List.of(password, bytewise(password))) {
            for (String provider : new String[] {null, "BC"}) {   // the JDK first; Bouncy Castle knows PBMAC1 (RFC 9579)
                char[] characters = candidate.toCharArray();
                try {
                    KeyStore store = provider == null ? KeyStore.getInstance("PKCS12") : KeyStore.getInstance("PKCS12", provider);
                    store.load(new ByteArrayInputStream(pfx), characters);
                    return identity(store, characters);
                } catch (UnrecoverableKeyException e) {
                    wrong = true;
                } catch (IOException e) {
                    boolean mismatch = e.getCause() instanceof UnrecoverableKeyException
                        || String.valueOf(e.getMessage()).contains("wrong password");
                    wrong |= mismatch;
                    damage = mismatch ? damage : e.getClass().getSimpleName() + ": " + e.getMessage();
                } catch (Refusal refusal) {
                    throw refusal;
                } catch (GeneralSecurityException | RuntimeException e) {   // any bytes at all may be in the file
                    damage = e.getClass().getSimpleName() + ": " + e.getMessage();
                } finally {
                    Arrays.fill(characters, '\0');
                }
            }
        }
        throw refusal(password, wrong, damage);
    }

    private static Refusal refusal(String password, boolean wrong, String damage) {
        if (!wrong) {
            return new Refusal("undecodable", "This is no PKCS #12 file that can be read (" + damage + "); export it again");
        }
        if (password.chars().anyMatch(c -> c > 0xFF)) {
            return new Refusal("password-not-latin-1", "The password does not open the file, and it holds a character outside Latin-1, "
                + "which many exporters corrupt; export it again with a password of ASCII letters and digits");
        }
        return new Refusal("password", "The password does not open the file; correct it in the manifest (a comma or quote in it "
            + "needs quotes around the field)");
    }

    private static PfxFile identity(KeyStore store, char[] password) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1) {
            throw new Refusal(keys.isEmpty() ? "no-key" : "several-keys", keys.isEmpty()
                ? "There is no private key in the file; export the certificate together with its key"
                : "There are " + keys.size() + " private keys in the file; export each identity into a file of its own");
        }
        Key key = store.getKey(keys.get(0), password);
        if (!(key instanceof PrivateKey own)) {
            throw new Refusal("no-key", "The key in the file is no private key; export the certificate together with its key");
        }
        if (!(store.getCertificate(keys.get(0)) instanceof X509Certificate certificate)) {
            throw new Refusal("no-certificate", "There is no certificate with the key in the file; export both together");
        }
        return new PfxFile(own, certificate);
    }

    // Old exporters widen the bytes of UTF-8 instead of its characters.
    private static String bytewise(String password) {
        return new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return "PfxFile[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}

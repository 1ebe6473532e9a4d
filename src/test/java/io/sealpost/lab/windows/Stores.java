package io.sealpost.lab.windows;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import io.sealpost.lab.device.InstalledIdentity;

/**
 * The PC's certificate stores.
 *
 * @param machine    named stores of the PC with certificates that it has the keys of
 * @param personal   Personal of the user who is signed in, by thumbprint
 * @param roots      trusted roots, by thumbprint
 * @param authorities intermediates, by thumbprint
 */
record Stores(Map<String, InstalledIdentity> machine, Map<String, InstalledIdentity> personal, Map<String, X509Certificate> roots,
        Map<String, X509Certificate> authorities) {

    static Stores with(String name, InstalledIdentity identity) {
        return new Stores(Map.of(name, identity), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    Stores copy() {
        return new Stores(machine, new LinkedHashMap<>(personal), new LinkedHashMap<>(roots), new LinkedHashMap<>(authorities));
    }

    void become(Stores other) {
        personal.clear();
        personal.putAll(other.personal);
        roots.clear();
        roots.putAll(other.roots);
        authorities.clear();
        authorities.putAll(other.authorities);
    }

    /** SHA-1 of the DER in upper-case hex. */
    static String thumbprint(X509Certificate certificate) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.sealpost.payload.android;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Whether a key that a device registers lives in that device's secure hardware (developer.android.com, "Verify hardware-backed key
 * pairs with key attestation"). The chain is walked as Google's own verifier does: older devices' chains do not conform to
 * RFC 5280, the leaf's validity is what the device says, and an attestation anywhere but in the leaf means that an app issued it.
 */
public final class KeyAttestation {
    private static final int LONGEST = 10;
    private static final int DECRYPT = 1;
    private static final int PKCS1_ENCRYPTION = 4;

    private KeyAttestation() {
    }

    /**
     * Checks a registration's chain.
     *
     * @param chain     the key's certificate first, then its issuers'; the root may be left out
     * @param challenge what the device was told to put in
     * @return the key's certificate: what is encrypted to from now on
     * @throws RefusedAttestation names what it does not show
     */
    public static X509Certificate verify(List<X509Certificate> chain, byte[] challenge, AttestationRules rules, Instant now) {
        require(!chain.isEmpty() && chain.size() <= LONGEST, "untrusted-chain", "it has " + chain.size() + " certificates");
        try {
            walk(chain, rules, Date.from(now));
            X509Certificate leaf = chain.get(0);
            describe(KeyDescription.of(leaf), challenge, rules);
            require(leaf.getPublicKey() instanceof RSAPublicKey key && key.getModulus().bitLength() >= 2048, "no-rsa-key",
                "identities are encrypted to RSA keys of 2,048 bits or more");
            return leaf;
        } catch (RefusedAttestation e) {
            throw e;
        } catch (RuntimeException e) {   // how Bouncy Castle and the JDK say that a structure is another one
            throw new RefusedAttestation("malformed-attestation", "the extension cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void walk(List<X509Certificate> chain, AttestationRules rules, Date now) {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate each = chain.get(i);
            String name = each.getSubjectX500Principal().getName();
            require(i == 0 || each.getExtensionValue(KeyDescription.OID) == null, "untrusted-chain",
                name + " is itself an attested key, which issues nothing");
            require(i == 0 || !now.before(each.getNotBefore()) && !now.after(each.getNotAfter()), "untrusted-chain",
                name + " is not valid now");
            require(!rules.revoked().contains(each.getSerialNumber().toString(16)), "revoked-chain",
                name + " with serial number " + each.getSerialNumber().toString(16) + " is revoked or suspended");
            require(i + 1 == chain.size() ? anchored(each, rules.roots()) : issued(each, chain.get(i + 1)), "untrusted-chain",
                name + " was issued by none of " + (i + 1 == chain.size() ? "the configured roots" : "the certificates after it"));
        }
    }

    private static boolean anchored(X509Certificate last, List<X509Certificate> roots) {
        return roots.stream().anyMatch(root -> root.getPublicKey().equals(last.getPublicKey()) || issued(last, root));
    }

    private static boolean issued(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false; // with what words it fails depends on the kinds of key
        }
    }

    private static void describe(KeyDescription key, byte[] challenge, AttestationRules rules) {
        require(MessageDigest.isEqual(challenge, key.challenge()), "wrong-challenge",
            "the attestation was made for another registration token");
        require(key.securityLevel() >= 1, "software-key", "the key is not in a trusted environment or StrongBox");
        require(key.generated(), "imported-key", "the key was not made in the secure hardware");
        require(key.purposes().contains(DECRYPT), "wrong-purpose", "the key may not decrypt (PURPOSE_DECRYPT)");
        require(key.paddings().contains(PKCS1_ENCRYPTION), "wrong-padding",
            "the key does not open PKCS #1 v1.5 (ENCRYPTION_PADDING_RSA_PKCS1)");
        require(!rules.verifiedBoot() || key.bootVerified(), "boot-not-verified",
            "the boot loader is open, or what booted is not what the device's maker signed");
        require(key.packages().contains(rules.packageName()), "wrong-app", "the key is not the app's " + rules.packageName());
    }

    private static void require(boolean holds, String code, String otherwise) {
        if (!holds) {
            throw new RefusedAttestation(code, otherwise);
        }
    }
}

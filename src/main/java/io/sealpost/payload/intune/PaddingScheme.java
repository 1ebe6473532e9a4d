package io.sealpost.payload.intune;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * How the password of a PFX is encrypted for the connector (Microsoft Graph beta, userPfxPaddingScheme): RSA-OAEP (RFC 8017,
 * section 7.1) with an empty label. The mask generation uses the same hash: the JCA's named transformations would use SHA-1.
 */
public enum PaddingScheme {
    OAEP_SHA256("oaepSha256", "SHA-256", MGF1ParameterSpec.SHA256),
    OAEP_SHA384("oaepSha384", "SHA-384", MGF1ParameterSpec.SHA384),
    OAEP_SHA512("oaepSha512", "SHA-512", MGF1ParameterSpec.SHA512);

    private final String word;
    private final String hash;
    private final MGF1ParameterSpec mask;

    PaddingScheme(String word, String hash, MGF1ParameterSpec mask) {
        this.word = word;
        this.hash = hash;
        this.mask = mask;
    }

    /**
     * The scheme that Graph calls so.
     *
     * @throws IllegalArgumentException for any other, also for those that Intune refuses: pkcs1 and oaepSha1
     */
    public static PaddingScheme named(String word) {
        for (PaddingScheme each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("No padding scheme " + word + ": use oaepSha512, oaepSha384 or oaepSha256");
    }

    String word() {
        return word;
    }

    AlgorithmParameterSpec parameters() {
        return new OAEPParameterSpec(hash, "MGF1", mask, PSource.PSpecified.DEFAULT);
    }
}

package io.sealpost.payload.android;

/** A key that a device wanted to register and that is not accepted; {@link #code()} names the reason. */
public class RefusedAttestation extends RuntimeException {
    private final String code;

    RefusedAttestation(String code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    /** The reason in one word, for example untrusted-chain, wrong-challenge, software-key, wrong-purpose, boot-not-verified. */
    public String code() {
        return code;
    }
}

package io.sealpost.enrollment;

/** A certificate that a CA issued and that we must not use; code and text say why. */
public class RefusedCertificate extends RuntimeException {
    private final String code;

    RefusedCertificate(String code, String text) {
        super(text);
        this.code = code;
    }

    /** The reason in one word, for the ledger. */
    public String code() {
        return code;
    }

    /** Cause and fix in a sentence. */
    public String text() {
        return getMessage();
    }
}

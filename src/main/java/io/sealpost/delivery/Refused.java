package io.sealpost.delivery;

/** An MDM refused what was sent; sending it again would not help. */
public class Refused extends RuntimeException {
    private final String code;

    Refused(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The reason in one word, for the ledger. */
    public String code() {
        return code;
    }
}

package io.sealpost.escrow;

/** Why a row of a manifest is not imported: a word for the ledger, and cause and fix in a sentence. */
final class Refusal extends RuntimeException {
    private final String code;

    Refusal(String code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}

package io.sealpost.directory;

import java.util.Locale;

/**
 * Something about a user's entry or certificates that should be mended.
 *
 * @param certificate its SHA-256, or null if it is not about one that is kept
 * @param text        the cause and the fix, for people
 */
public record Finding(Name name, String certificate, String text) {

    /** What can be wrong; docs/operations.md has a line for each. */
    public enum Name {
        /** A text that is too long or holds control characters. */
        TEXT,
        /** A value that is no mail address, or one that no certificate can hold. */
        ADDRESS,
        NO_ADDRESS,
        UNDECODABLE,
        CA_CERTIFICATE,
        /** Neither for encrypting nor for signing mail. */
        USAGE,
        /** Valid, but for nobody's address of this user. */
        ORPHANED,
        ADDRESS_NOT_PRIMARY,
        EXPIRED,
        TIE,
        UNKNOWN_ISSUER,
        CHAIN,
        CRL_UNREACHABLE,
        REVOKED,
        /** Its private key is not in escrow, so the history is incomplete (S26). */
        KEY_MISSING;

        /** As it is written in the API and in the docs, for example {@code address-not-primary}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static Finding entry(Name name, String text) {
        return new Finding(name, null, text);
    }
}

package io.sealpost.escrow;

/**
 * What became of one row of a manifest.
 *
 * @param code        why it was refused, one word; empty otherwise
 * @param text        cause and fix in a sentence
 * @param certificate lower-case hex SHA-256 over the certificate's DER; empty if there is none
 */
public record Result(long line, String file, Status status, String code, String text, String certificate) {
    /** The outcomes; {@code WOULD_IMPORT} in a dry run only. */
    public enum Status { IMPORTED, ALREADY, REFUSED, WOULD_IMPORT }
}

package io.sealpost.profile;

/**
 * The {@code email} profile: the account that signs and decrypts (S32).
 *
 * @param host the Exchange host; empty where the account is an IMAP one
 * @param imap null where the account is an Exchange one
 */
public record EmailProfile(String host, boolean ssl, boolean oauth, Imap imap) {

    /** An IMAP account; TLS always. */
    public record Imap(String incomingHost, int incomingPort, String outgoingHost, int outgoingPort) {
    }
}

package io.sealpost.payload.apple;

import java.util.UUID;

/**
 * An IMAP account that signs and decrypts (payload com.apple.mail.managed, EmailTypeIMAP; Apple, device-management). TLS always.
 *
 * @param userName log-in name at both servers; the user types the password
 */
public record ImapAccount(String incomingHost, int incomingPort, String outgoingHost, int outgoingPort, String userName,
                          String emailAddress, UUID payloadUuid, UUID signing, UUID encryption) implements MailPayload {
}

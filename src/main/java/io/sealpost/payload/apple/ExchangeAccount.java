package io.sealpost.payload.apple;

import java.util.UUID;

/**
 * An Exchange account that signs and decrypts (payload com.apple.eas.account; Apple, device-management, S/MIME keys). iOS only.
 *
 * @param userName log-in name at the Exchange server
 */
public record ExchangeAccount(String host, boolean ssl, boolean oauth, String userName, String emailAddress, UUID payloadUuid,
                              UUID signing, UUID encryption) implements MailPayload {
}

package io.sealpost.payload.apple;

import java.util.UUID;

/**
 * An Exchange account that signs and decrypts (payload com.apple.eas.account; Apple, device-management, S/MIME keys).
 *
 * @param userName     log-in name at the Exchange server
 * @param signing      payload UUID of the signing identity in the same profile, or null
 * @param encryption   payload UUID of the current encryption identity in the same profile, or null
 */
public record MailAccount(String host, boolean ssl, boolean oauth, String userName, String emailAddress, UUID payloadUuid,
                          UUID signing, UUID encryption) {
}

package io.sealpost.payload.apple;

import java.util.UUID;

/**
 * The identity that Mail on a Mac signs with for an address (payload com.apple.security.identitypreference, user channel only).
 * macOS has no S/MIME keys in its mail payloads.
 */
public record IdentityPreference(String emailAddress, UUID payloadUuid, UUID signing) implements MailPayload {
    @Override
    public UUID encryption() {
        return null;
    }
}

package io.sealpost.payload.apple;

import java.util.UUID;

/** A payload that tells the device's mail which identities to use, by their payload UUIDs in the same profile. */
public sealed interface MailPayload permits ExchangeAccount, ImapAccount, IdentityPreference {

    /** Its own PayloadUUID. */
    UUID payloadUuid();

    /** The identity to sign with, or null. */
    UUID signing();

    /** The identity that correspondents encrypt to now, or null. */
    UUID encryption();
}

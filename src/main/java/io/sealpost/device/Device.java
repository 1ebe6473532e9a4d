package io.sealpost.device;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.UUID;

/**
 * A device as stored.
 *
 * @param externalId  the MDM's own id (for Apple the enrolment id, a UDID)
 * @param parent      the MDM's id of the device that this is a user's own channel of (macOS); else null
 * @param owner       the user it belongs to, or null: then it gets nothing
 * @param recipient   the device's own certificate, which deliveries are encrypted to; null until it is known
 * @param generation  counts the times it joined
 * @param retired     its company data is to go: it, or the device that it is a user's own channel of, was retired
 */
public record Device(UUID id, String channel, String externalId, String parent, Platform platform, State state, UUID owner,
                     X509Certificate recipient, int generation, Instant joinedAt, Instant seenAt, boolean retired) {

    /** EXPECTED: somebody named its owner, or it began to join. */
    public enum State { EXPECTED, JOINED, LEFT }

    /** Whether deliveries can go to it now, if it has what its format encrypts to. */
    public boolean ready() {
        return state == State.JOINED && owner != null && platform != null && !retired;
    }
}

package io.sealpost.delivery;

import java.time.Instant;
import java.util.List;

/**
 * What an MDM said of a device, in no channel's own form: read from webhooks and polls, carried by {@code queue:reports}.
 * It holds public facts only.
 *
 * @param parent       the MDM's id of the device whose user's own channel this is (macOS); else null
 * @param at           when the MDM saw it, UTC; reports may arrive in any order
 * @param platform     IOS, MACOS, WINDOWS, ANDROID where the device said it, else null
 * @param command      the id of the command it answers, or null
 * @param code         of a failure
 * @param certificates the device's certificates as it listed them; empty where it listed none
 * @param profiles     its configuration profiles as it listed them; empty where it listed none
 */
public record Report(String channel, String externalId, String parent, Event event, Instant at, String platform, String model,
                     String command, Answer answer, String code, String text, List<Listed> certificates, List<Profile> profiles) {

    /** Of a device, not of a user's own channel to one. */
    public Report(String channel, String externalId, Event event, Instant at, String platform, String model, String command,
                  Answer answer, String code, String text, List<Listed> certificates, List<Profile> profiles) {
        this(channel, externalId, null, event, at, platform, model, command, answer, code, text, certificates, profiles);
    }

    /** JOINING: it begins to join; JOINED: it has; LEFT: it left management; CONNECTED: anything else that shows it is there. */
    public enum Event { JOINING, JOINED, LEFT, CONNECTED }

    /** NOT_NOW: the command waits at the MDM. GONE: what should be removed is not there. */
    public enum Answer { ACKNOWLEDGED, NOT_NOW, FAILED, GONE }

    /**
     * @param der      X.509, DER; null where the MDM lists only issuer and serial number
     * @param identity whether the device has its private key
     * @param issuer   the common name of its issuer; null with der
     * @param serial   hex, lower case; null with der
     * @param sha256   hex, lower case, of the certificate, where that is all that is known of it; else null
     */
    public record Listed(byte[] der, boolean identity, String issuer, String serial, String sha256) {
        /** A certificate of which the MDM lists issuer and serial number, or that it lists whole. */
        public Listed(byte[] der, boolean identity, String issuer, String serial) {
            this(der, identity, issuer, serial, null);
        }

        /** A certificate that the device lists whole. */
        public Listed(byte[] der, boolean identity) {
            this(der, identity, null, null);
        }
    }

    /**
     * @param identifier decides what replaces it and removes it (for Apple the PayloadIdentifier)
     * @param uuid       of this very content (for Apple the PayloadUUID), in any case of letters
     */
    public record Profile(String identifier, String uuid) {
    }
}

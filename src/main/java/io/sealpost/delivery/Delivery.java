package io.sealpost.delivery;

import java.util.Locale;
import java.util.UUID;

/**
 * One sending to one device, claimed by the worker that holds it.
 *
 * @param externalId the device's id at its MDM
 * @param user       whose bundle it is; null where that does not matter (INQUIRE)
 * @param request    the channel's word for what is sent, for example InstallProfile
 * @param command    the MDM's id of it: UUIDv5(delivery, request), stored before it is sent
 */
public record Delivery(UUID id, UUID device, String channel, String externalId, UUID user, int generation, Kind kind,
                       String request, UUID command, String externalKey, int attempts) {

    /** The command's id as Apple's MDM protocol writes it. */
    public String commandUuid() {
        return command.toString().toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "delivery " + id + " (" + request + " to " + channel + "/" + externalId + ")";
    }
}

package io.sealpost.delivery;

import java.util.UUID;

/**
 * Something to be looked at by a flow. Losing or repeating it is harmless: the row it names is compared again in time.
 *
 * @param queue the queue of the flow, for example {@code deliveries.nanomdm}
 * @param id    the row's id, or the name to look up
 */
public record Work(String queue, String id) {

    static Work user(UUID id) {
        return new Work("users", id.toString());
    }

    static Work enrollment(UUID id) {
        return new Work("enrollments", id.toString());
    }

    static Work revocation(UUID id) {
        return new Work("revocations", id.toString());
    }

    static Work lookUp(String name) {
        return new Work("look-ups", name);
    }
}

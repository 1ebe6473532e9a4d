package io.sealpost.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Device;
import io.sealpost.user.Users;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Whose items a device may hold: its owner's, unless it was retired (S30) or the owner is suspended for longer than the grace time. */
@Component
@EnableConfigurationProperties(RemovalSettings.class)
class Entitlements {
    private final Users users;
    private final Formats formats;
    private final RemovalSettings settings;
    private final Clock clock;

    Entitlements(Users users, Formats formats, RemovalSettings settings, Clock clock) {
        this.users = users;
        this.formats = formats;
        this.settings = settings;
        this.clock = clock;
    }

    /** Null: nobody's. */
    UUID user(Device device) {
        boolean none = device.owner() == null || device.retired() || ended(device.owner());
        return none ? null : device.owner();
    }

    /** A suspended user's devices keep what they have, and get nothing new. */
    boolean frozen(UUID user) {
        return users.suspendedSince(user).isPresent();
    }

    /** When the user's items will be to go from devices; empty if they are not, or go already. */
    Optional<Instant> graceEnds(UUID user) {
        return end(user).filter(end -> end.isAfter(clock.instant()));
    }

    private Optional<Instant> end(UUID user) {
        return settings.suspendedUsers() ? users.suspendedSince(user).map(since -> since.plus(settings.grace())) : Optional.empty();
    }

    /** Whether the user is to hold nothing any more, wherever. */
    boolean ended(UUID user) {
        return end(user).filter(end -> !end.isAfter(clock.instant())).isPresent();
    }

    /** Whether this user's bundle may go to the device now. */
    boolean fits(Device device, UUID user) {
        return formats.ready(device) && user.equals(user(device));
    }
}

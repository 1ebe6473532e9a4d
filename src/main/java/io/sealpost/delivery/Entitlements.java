package io.sealpost.delivery;

import java.util.UUID;

import io.sealpost.device.Device;
import io.sealpost.user.Users;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Whose items a device may hold: its owner's, unless it was retired (S30) or, where that is switched on, the owner is suspended. */
@Component
@EnableConfigurationProperties(RemovalSettings.class)
class Entitlements {
    private final Users users;
    private final Formats formats;
    private final RemovalSettings settings;

    Entitlements(Users users, Formats formats, RemovalSettings settings) {
        this.users = users;
        this.formats = formats;
        this.settings = settings;
    }

    /** Null: nobody's. */
    UUID user(Device device) {
        boolean none = device.owner() == null || device.retired() || settings.suspendedUsers() && users.suspended(device.owner());
        return none ? null : device.owner();
    }

    /** Whether this user's bundle may go to the device now. */
    boolean fits(Device device, UUID user) {
        return formats.ready(device) && user.equals(user(device));
    }
}

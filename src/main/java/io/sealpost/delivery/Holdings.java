package io.sealpost.delivery;

import java.util.List;
import java.util.UUID;

import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Whether a user can read, on every device, what is encrypted to a certificate. Each public method is one transaction. */
@Component
@Transactional(readOnly = true)
public class Holdings {
    private final Devices devices;
    private final Channels channels;
    private final Formats formats;
    private final Ledger ledger;
    private final Entitlements entitlements;

    Holdings(Devices devices, Channels channels, Formats formats, Ledger ledger, Entitlements entitlements) {
        this.devices = devices;
        this.channels = channels;
        this.formats = formats;
        this.ledger = ledger;
        this.entitlements = entitlements;
    }

    /**
     * Of the user's devices those that should hold encryption identities, and how many show that they hold this one. Where no
     * device shows anything, what it accepted counts.
     */
    public Count count(UUID user, String sha256) {
        List<Device> own = devices.concerning(user).stream().map(id -> devices.get(id).orElseThrow())
            .filter(d -> user.equals(d.owner()) && d.state() == Device.State.JOINED && !d.retired() && channels.knows(d.channel()))
            .filter(d -> formats.of(d).shape(d).encryption()).toList();
        return new Count(own.size(), (int) own.stream().filter(d -> ledger.holds(d.id(), sha256, enough(d))).count());
    }

    private String enough(Device device) {
        return formats.of(device).inquiries(device).isEmpty() ? "ACKNOWLEDGED" : "VERIFIED";
    }

    /** Whether the user is to hold nothing any more, on no device. */
    public boolean ended(UUID user) {
        return entitlements.ended(user);
    }

    /** @param devices that should hold it; holding: those that do */
    public record Count(int devices, int holding) {
        /** A user without a device can read nothing yet. */
        public boolean all() {
            return devices > 0 && devices == holding;
        }

        @Override
        public String toString() {
            return devices == 0 ? "the user has no device yet" : holding + " of " + devices + " devices show it";
        }
    }
}

package io.sealpost.delivery;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.user.User;
import io.sealpost.user.Users;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What devices would get, without sending it. Each public method is one transaction. */
@Component
@Transactional(readOnly = true)
public class Previews {
    private final Devices devices;
    private final Users users;
    private final Bundles bundles;
    private final PastDeliveries past;
    private final Entitlements entitlements;
    private final Formats formats;

    Previews(Devices devices, Users users, Bundles bundles, PastDeliveries past, Entitlements entitlements, Formats formats) {
        this.devices = devices;
        this.users = users;
        this.bundles = bundles;
        this.past = past;
        this.entitlements = entitlements;
        this.formats = formats;
    }

    /**
     * The bundle of a channel's device as it is wanted at this moment.
     *
     * @throws NoSuchElementException if there is no such device
     */
    public Preview of(String channel, String externalId) {
        Device device = devices.get(Devices.id(channel, externalId)).orElseThrow(() -> new NoSuchElementException("Channel " + channel
            + " has no device with the id '" + externalId + "': GET /api/v1/devices lists them"));
        Optional<User> owner = Optional.ofNullable(entitlements.user(device)).flatMap(users::get);
        String name = owner.map(u -> u.primaryAddress().orElse(u.title())).orElse(null);
        if (owner.isEmpty()) {
            return new Preview(externalId, name, false, false, device.owner() == null ? "no owner: nothing is sent to it"
                : "retired, or its owner is suspended: nothing is sent to it", null, List.of(), null);
        }
        Bundle bundle = bundles.desired(device, owner.get());
        boolean sendable = formats.ready(device);
        boolean differs = past.last(device, owner.get().id()).filter(l -> bundle.digest().equals(l.digest())).isEmpty();
        Preview.Mail mail = bundle.mail() == null ? null
            : new Preview.Mail(bundle.certificate(bundle.mail().signing()), bundle.certificate(bundle.mail().encryption()));
        return new Preview(externalId, name, sendable, differs, sendable ? null : device.state() != Device.State.JOINED
            ? "it has not joined" : "no-recipient-certificate: there is nothing to encrypt to", bundle.digest(),
            bundle.parts().stream().map(Preview.Item::of).toList(), mail);
    }
}

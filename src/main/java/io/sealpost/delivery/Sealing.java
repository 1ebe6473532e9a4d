package io.sealpost.delivery;

import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import org.springframework.stereotype.Component;

/** Makes what leaves: one call from wrapped keys to bytes that only the device can open. */
@Component
public class Sealing {
    private final Deliveries deliveries;
    private final Channels channels;
    private final Formats formats;

    Sealing(Deliveries deliveries, Channels channels, Formats formats) {
        this.deliveries = deliveries;
        this.channels = channels;
        this.formats = formats;
    }

    /**
     * Reads the owner again, assembles, proves, encrypts for the device; and reads the owner once more, because that takes a while.
     *
     * @param bundle with its keys for an INSTALL; ignored otherwise
     * @return what the device's format makes of it
     * @throws Superseded if the device changed hands since the delivery was claimed
     */
    public Object seal(Delivery delivery, Object bundle) {
        Device device = deliveries.confirm(delivery);
        Object sealed = formats.of(device).seal(delivery, bundle instanceof Bundle wanted ? wanted : null, device,
            channels.get(device.channel()));
        deliveries.confirm(delivery);
        return sealed;
    }
}

package io.sealpost.delivery;

import java.util.List;

import io.sealpost.device.Channel;
import io.sealpost.device.Device;

/**
 * The bytes that one family of devices takes. A delivery is always the whole bundle: INSTALL makes the device hold exactly this,
 * REMOVE nothing of this user, INQUIRE asks what it holds. A channel that addresses single items splits it in its route.
 */
interface Format {
    /** What {@code sealpost.channels.<name>.format} says. */
    String name();

    /** What it carries to this device. */
    Shape shape(Device device);

    /** Its word for an INSTALL, kept with the delivery. */
    String installing();

    /** Its word for a REMOVE. */
    String removing();

    /** Its words for what is asked to see what the device holds; empty if nobody can tell. */
    List<String> inquiries(Device device);

    /**
     * Whether the device itself shows what deliveries are encrypted to, when it is asked for its certificates. Where not, the
     * certificate comes another way, or there is none.
     */
    boolean showsRecipient(Device device);

    /** Why a device without a recipient certificate gets nothing, and what to do. */
    String unreachable(Channel channel);

    /** What of the channel's settings changes the bytes, for the digest. */
    default String settings(Channel channel) {
        return channel.pkcs12();
    }

    /**
     * Makes what leaves, from wrapped keys to bytes that only the device can open, in one call.
     *
     * @param bundle with its keys for an INSTALL, else null
     * @return the body that the route {@code send-<kind>} finds
     */
    Object seal(Delivery delivery, Bundle bundle, Device device, Channel channel);

    /**
     * Whether one INSTALL takes the place of all that was there, at once. Where not, a renewed signing identity is first put beside
     * the old one, and the next INSTALL leaves that out.
     */
    default boolean replacesWhole() {
        return false;
    }

    /**
     * Whether its channel need never say anything: then a device has joined once an importer states it, and an INSTALL that nobody
     * answers holds nothing up.
     */
    default boolean unheard() {
        return false;
    }

    /**
     * Whether the MDM goes on offering what the device put off, and nothing calls it back: then an INSTALL may be carried out after the
     * REMOVE that was sent behind it.
     */
    default boolean queues() {
        return false;
    }

    /**
     * Whether the MDM keeps what was sent when the device leaves, and brings it again to who has it next: then it is taken away there,
     * whether or not the device is managed.
     */
    default boolean keeps() {
        return false;
    }

    /** @throws IllegalStateException names the key that the channel lacks for this format */
    void check(Channel channel);
}

package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Basis;
import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.device.Recipients;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What follows when somebody says whose a device is. */
@Component
@Transactional
public class Ownership {
    private final Owners owners;
    private final Devices devices;
    private final Channels channels;
    private final Formats formats;
    private final Clock clock;

    Ownership(Owners owners, Devices devices, Channels channels, Formats formats, Clock clock) {
        this.owners = owners;
        this.devices = devices;
        this.channels = channels;
        this.formats = formats;
        this.clock = clock;
    }

    /**
     * One transaction: an importer states what deliveries to a device are encrypted to, where neither device nor MDM shows it.
     *
     * @param pem one certificate with an RSA key, that chains to the channel's device-ca
     * @throws IllegalArgumentException if it is not that, or if the device shows its own
     */
    public void recipient(String channel, String externalId, String pem) {
        Device device = stated(channel, externalId);
        if (formats.of(device).showsRecipient(device)) {
            throw new IllegalArgumentException("recipientCertificate: devices of channel " + channel
                + " show their own certificate when they are asked; leave it out");
        }
        List<X509Certificate> stated = Certificates.parsePem(pem);
        X509Certificate chosen = Recipients.choose(stated, channels.get(channel).deviceCa(), clock.instant())
            .filter(c -> stated.size() == 1).orElseThrow(() -> new IllegalArgumentException("recipientCertificate must be one PEM"
                + " certificate with an RSA key that is valid now and chains to sealpost.channels." + channel + ".device-ca"));
        devices.recipient(device, chosen);
    }

    /**
     * One transaction: an importer states the owner of a device, known or not yet.
     *
     * @param owner UPN, uid or address
     * @return the users to compare, and the name to look up if nobody has it yet
     */
    public List<Work> state(String channel, String externalId, String owner) {
        return stated(channel, externalId, Basis.IMPORTER, owner);
    }

    /** The same for a name that the MDM gives of itself; nothing if the channel takes none from it, or heard this before. */
    public List<Work> reported(Channel channel, String externalId, String owner) {
        boolean known = owner == null || owner.isBlank() || owners.stated(channel.name(), externalId, Basis.MDM, owner);
        return known ? List.of() : stated(channel.name(), externalId, Basis.MDM, owner);
    }

    /** The device, which has joined by this if nobody else would ever say so. */
    private Device stated(String channel, String externalId) {
        Device device = devices.expect(channel, externalId);
        if (device.state() == Device.State.JOINED || !formats.of(device).unheard()) {
            return device;
        }
        devices.joined(device, clock.instant(), null);
        return devices.get(device.id()).orElseThrow();
    }

    private List<Work> stated(String channel, String externalId, Basis basis, String owner) {
        UUID id = Devices.id(channel, externalId);
        List<Work> work = new ArrayList<>();
        stated(channel, externalId);
        devices.get(id).map(d -> d.owner()).ifPresent(before -> work.add(Work.user(before)));
        Optional<String> unknown = owners.state(channel, externalId, basis, owner);
        unknown.ifPresent(name -> work.add(Work.lookUp(name)));
        devices.get(id).map(d -> d.owner()).ifPresent(now -> work.add(Work.user(now)));
        return work;
    }
}

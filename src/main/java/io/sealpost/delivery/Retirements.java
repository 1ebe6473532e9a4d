package io.sealpost.delivery;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.device.Basis;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people say that ends a user's items on a device (S30). The keys stay in escrow, and nothing is revoked (S31). A wipe is the
 * MDM's own business: it reports that the device left. Each public method is one transaction, and returns the users to compare.
 */
@Component
@Transactional
public class Retirements {
    private final JdbcClient jdbc;
    private final Devices devices;
    private final Owners owners;

    Retirements(JdbcClient jdbc, Devices devices, Owners owners) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.owners = owners;
    }

    /**
     * Company data is to go from the device, whoever's it is; it gets nothing until it joins again or this is withdrawn.
     *
     * @throws NoSuchElementException if there is no such device
     */
    public List<Work> begin(String channel, String externalId) {
        return decide(channel, externalId, true);
    }

    /** It gets again what its owner should have. */
    public List<Work> withdraw(String channel, String externalId) {
        return decide(channel, externalId, false);
    }

    private List<Work> decide(String channel, String externalId, boolean go) {
        Device device = device(channel, externalId);
        devices.retire(device, go);
        return concerned(device).toList();
    }

    /**
     * An importer takes back whose the device is: its owner left, or gave it back.
     *
     * @throws NoSuchElementException if there is no such device
     */
    public List<Work> disown(String channel, String externalId) {
        Device device = device(channel, externalId);
        List<Work> before = concerned(device).toList();
        owners.withdraw(device, Basis.IMPORTER);
        return Stream.concat(before.stream(), concerned(device)).distinct().toList();
    }

    private Device device(String channel, String externalId) {
        return devices.lock(Devices.id(channel, externalId)).orElseThrow(() -> new NoSuchElementException("Channel " + channel
            + " has no device with the id '" + externalId + "': GET /api/v1/devices lists them"));
    }

    /** Who owns the device, or has items on it or on a user's own channel to it. */
    private Stream<Work> concerned(Device device) {
        return jdbc.sql("""
                select v.owner from device v where v.id = :id and v.owner is not null
                union select i.user_id from item i join device v on v.id = i.device
                where (v.id = :id or v.channel = :channel and v.parent = :external) and i.state not in ('REMOVED', 'LOST')""")
            .param("id", device.id()).param("channel", device.channel()).param("external", device.externalId())
            .query(UUID.class).list().stream().map(Work::user);
    }
}

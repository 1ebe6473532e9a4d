package io.sealpost.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Basis;
import io.sealpost.device.Channel;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What follows when somebody says whose a device is. */
@Component
@Transactional
public class Ownership {
    private final Owners owners;
    private final Devices devices;

    Ownership(Owners owners, Devices devices) {
        this.owners = owners;
        this.devices = devices;
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

    /** The same for a name that the MDM gives of itself; nothing if the channel does not take owners from its MDM. */
    public List<Work> reported(Channel channel, String externalId, String owner) {
        return owner == null || !channel.owners().contains(Basis.MDM) ? List.of() : stated(channel.name(), externalId, Basis.MDM, owner);
    }

    private List<Work> stated(String channel, String externalId, Basis basis, String owner) {
        UUID id = Devices.id(channel, externalId);
        List<Work> work = new ArrayList<>();
        devices.get(id).map(d -> d.owner()).ifPresent(before -> work.add(Work.user(before)));
        Optional<String> unknown = owners.state(channel, externalId, basis, owner);
        unknown.ifPresent(name -> work.add(Work.lookUp(name)));
        devices.get(id).map(d -> d.owner()).ifPresent(now -> work.add(Work.user(now)));
        return work;
    }
}

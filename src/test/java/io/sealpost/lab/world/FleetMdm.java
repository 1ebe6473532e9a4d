package io.sealpost.lab.world;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.fleet.Fleet;
import io.sealpost.lab.gateway.GatewayProperties;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Secrets;
import io.sealpost.lab.windows.Pc;

/** Windows PCs, managed by Fleet. */
final class FleetMdm implements Management {
    static final String CHANNEL = "fleet";

    private final Ground ground;
    private final Authority deviceCa = Authority.root("Sealpost Lab PCs");
    private final String token = Secrets.password();
    private final Fleet fleet;

    FleetMdm(Ground ground) {
        this.ground = ground;
        fleet = new Fleet(token, ground.threads(), ground.clock());
        Pem.write(ground.files().file("pc-ca.pem"), Pem.of(deviceCa.certificate()));
    }

    @Override
    public int each(Options.Platform platform) {
        return platform == Options.Platform.WINDOWS ? 1 : 0;
    }

    @Override
    public List<Managed> make(Options.Platform platform, Person owner, int nth) {
        var chance = ground.chance();
        var uuid = UUID.nameUUIDFromBytes(chance.bytes(16, "pc", owner.uid(), nth)).toString();
        var pc = new Pc(uuid, owner, deviceCa, ground.root().certificate(), ground.issuing().certificate(), ground.devices());
        return List.of(new FleetPc(pc, fleet, ground.threads(), nth < ground.options().count(platform)
                && chance.oneIn(2, "names owner", uuid),
                chance.below(3000, "sign in", uuid)));
    }

    @Override
    public void configure(GatewayProperties gateway) {
        var prefix = "sealpost.channels." + CHANNEL + ".";
        gateway.set(prefix + "kind", "fleet");
        gateway.set(prefix + "url", fleet.url());
        gateway.set(prefix + "password", token);
        gateway.list(prefix + "device-ca", ground.files().file("pc-ca.pem"));
        gateway.list(prefix + "owners", "IMPORTER", "MDM");
        gateway.set(prefix + "timeout", "20s");
        gateway.set(prefix + "answer-within", "3s");
        gateway.set(prefix + "parameters.password-store", Pc.STORE);
        gateway.set("sealpost.platforms.WINDOWS.channel", CHANNEL);
    }

    @Override
    public void describe(ObjectNode endpoints) {
        endpoints.putObject(CHANNEL).put("url", fleet.url()).put("token", token)
                .put("deviceCa", ground.files().file("pc-ca.pem").toString());
    }

    @Override
    public List<String[]> figures() {
        return List.of();
    }

    @Override
    public void close() {
        fleet.close();
    }
}

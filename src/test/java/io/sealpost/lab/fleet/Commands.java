package io.sealpost.lab.fleet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.dd.plist.NSDictionary;
import io.sealpost.lab.mdm.Plists;

/** Custom MDM commands: any for Apple; for Windows one Exec only. */
final class Commands {
    /** One command for one host. */
    static final class Sent {
        final String host;
        final String uuid;
        final String type;
        final byte[] payload;
        String status = "Pending";
        byte[] result = {};

        Sent(String host, String uuid, String type, byte[] payload) {
            this.host = host;
            this.uuid = uuid;
            this.type = type;
            this.payload = payload;
        }
    }

    private final List<Sent> sent = new ArrayList<>();

    synchronized Sent run(List<Host> hosts, String base64) {
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw FleetRefused.invalid("command", "unable to decode base64 command");
        }
        if (hosts.isEmpty()) {
            throw FleetRefused.invalid("host_uuids", "host_uuids is required");
        }
        if (hosts.stream().map(each -> each.pc == null).distinct().count() > 1) {
            throw FleetRefused.invalid("host_uuids", "All hosts must be on the same platform.");
        }
        if (hosts.get(0).pc != null) {
            windows(new String(raw, StandardCharsets.UTF_8));
        }
        return apple(hosts, raw);
    }

    private static void windows(String command) {
        if (command.split("<Exec>", -1).length != 2 || command.split("<Item>", -1).length != 2 || !command.strip().startsWith("<Exec>")) {
            throw FleetRefused.invalid("command", "You can run only a single <Exec> command.");
        }
        throw FleetRefused.invalid("command", "this lab's PCs execute nothing");
    }

    private Sent apple(List<Host> hosts, byte[] raw) {
        String uuid;
        String type;
        try {
            NSDictionary top = Plists.dictionary(raw);
            uuid = Plists.string(top, "CommandUUID");
            type = Plists.string((NSDictionary) top.objectForKey("Command"), "RequestType");
        } catch (IllegalArgumentException | NullPointerException e) {
            throw FleetRefused.invalid("command", "unable to decode plist command");
        }
        if (uuid == null || type == null || type.isBlank()) {
            throw FleetRefused.invalid("command", "The command needs a CommandUUID and a RequestType.");
        }
        if (type.equals("EraseDevice") || type.equals("DeviceLock")) {
            throw new FleetRefused(402, "command", "Requires Fleet Premium license");
        }
        if (sent.stream().anyMatch(each -> each.uuid.equals(uuid))) {
            throw new FleetRefused(409, "command", "command " + uuid + " already exists");
        }
        hosts.forEach(each -> sent.add(new Sent(each.uuid, uuid, type, raw)));
        return sent.get(sent.size() - 1);
    }

    synchronized List<Sent> results(String uuid) {
        var found = sent.stream().filter(each -> each.uuid.equals(uuid)).toList();
        if (found.isEmpty()) {
            throw FleetRefused.missing("MDMCommand " + uuid);
        }
        return found;
    }

    /** Gives a host that is awake what waits for it. */
    synchronized void run(Host host) {
        sent.stream().filter(each -> each.host.equals(host.uuid) && List.of("Pending", "NotNow").contains(each.status)).forEach(each -> {
            var report = host.apple.execute(each.payload);
            if (report != null) {
                each.status = Plists.string(Plists.dictionary(report), "Status");
                each.result = report;
            }
        });
    }
}

package io.sealpost.lab.world;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.InstalledIdentity;

/** What the lab says at its end: report.json for tools, tables for people. */
final class Report {
    private static final int MOST_ROWS = 60;

    private final World world;
    private final double seconds;
    private final double joining;
    private final Map<String, JsonNode> said;

    Report(World world) {
        this.world = world;
        this.seconds = world.sinceStart().toMillis() / 1000.0;
        this.joining = world.sinceJoining().toMillis() / 1000.0;
        this.said = asked(world);
    }

    private static Map<String, JsonNode> asked(World world) {
        try {
            return world.gateway().devices();
        } catch (UncheckedIOException | IllegalStateException e) {
            return Map.of(); // the gateway is down or its API is: then it says nothing of any device, and the report shows that
        }
    }

    private JsonNode said(Device device) {
        return said.getOrDefault(device.udid(), MissingNode.getInstance());
    }

    void write(Path file) {
        var json = new ObjectMapper();
        var top = json.createObjectNode().put("users", world.people().size()).put("seconds", Math.round(seconds * 10) / 10.0);
        var list = top.putArray("devices");
        for (var device : world.devices()) {
            list.addObject().put("id", device.udid()).put("user", device.owner() == null ? null : device.owner().uid())
                    .put("platform", said(device).path("platform").asText(null)).put("channel", said(device).path("channel").asText(null))
                    .put("state", said(device).path("state").asText(null)).put("activation", said(device).path("activation").asText(null))
                    .put("signing", signing(device)).put("messages", messages(device)).put("messagesRead", device.messagesRead())
                    .put("signatureVerified", device.signatureVerified());
        }
        try {
            Pem.write(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(top) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** "own" if the signing certificate was issued to this device's request, "imported" if it came with a key; null without one. */
    private String signing(Device device) {
        var signer = device.identities().stream().filter(InstalledIdentity::signs).map(InstalledIdentity::certificate).findFirst();
        return signer.map(certificate -> world.ca().issuance(certificate).isPresent() ? "own" : "imported").orElse(null);
    }

    private static int messages(Device device) {
        return device.owner() == null ? 0 : device.owner().identities().size();
    }

    String text() {
        var lines = new ArrayList<String>();
        if (world.devices().size() <= MOST_ROWS) {
            rows(lines);
        }
        summary(lines);
        return String.join("\n", lines);
    }

    private void rows(List<String> lines) {
        var form = "%-22s %-25s %-10s %-12s %12s %5s %10s %8s %6s";
        lines.add(String.format(form, "user", "device", "model", "state", "certificates", "read", "signature", "commands", "NotNow"));
        for (var person : world.people()) {
            for (var device : world.devices()) {
                if (device.owner() == person) {
                    lines.add(String.format(form, person.uid(), device.udid(), device.settings().product(),
                            said(device).path("state").asText("-"), device.identities().size(),
                            device.messagesRead() + "/" + messages(device), device.signatureVerified() ? "verified" : "-",
                            device.handled().size(), notNow(device)));
                }
            }
        }
    }

    private static long notNow(Device device) {
        return device.handled().stream().filter(each -> each.status().equals("NotNow")).count();
    }

    private void summary(List<String> lines) {
        var devices = world.devices();
        var events = world.mdm().events();
        long verified = devices.stream().filter(device -> said(device).path("state").asText().equals("VERIFIED")).count();
        lines.add("");
        lines.add(line("users", world.people().size(), "with " + world.people().stream().mapToInt(each -> each.identities().size()).sum()
                + " encryption certificates"));
        lines.add(line("devices", devices.size(), verified + " verified by the gateway"));
        lines.add(line("messages read", devices.stream().mapToInt(Device::messagesRead).sum(),
                "of " + devices.stream().mapToInt(Report::messages).sum()));
        lines.add(line("signatures", devices.stream().filter(Device::signatureVerified).count(), "verified"));
        lines.add(line("commands", devices.stream().mapToInt(each -> each.handled().size()).sum(), "answered, "
                + devices.stream().mapToLong(Report::notNow).sum() + " of them NotNow, "
                + devices.stream().flatMap(each -> each.handled().stream()).filter(each -> each.status().equals("Error"))
                        .count() + " Error"));
        lines.add(line("webhook events", events.made(), events.lost() + " lost on purpose, " + events.refused() + " not answered with 200"
                + (events.refusal().isEmpty() ? "" : " (" + events.refusal() + ")")));
        lines.add(line("CA", world.ca().issued().size(), "certificates issued, " + world.ca().waits() + " answers 202, "
                + world.ca().repeats() + " requests repeated"));
        lines.add(String.format(Locale.ROOT, "%-16s %8.1f  %.1f of them since all began to join: %.2f devices a second", "seconds",
                seconds, joining, joining == 0 ? 0 : devices.size() / joining));
    }

    private static String line(String name, long count, String more) {
        return String.format("%-16s %8d  %s", name, count, more);
    }
}

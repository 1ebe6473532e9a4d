package io.sealpost.lab.world;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayApi;

/** What the lab says at its end: report.json for tools, tables for people. */
final class Report {
    private static final int MOST_ROWS = 60;

    private final World world;
    private final double seconds;
    private final double joining;
    private final Map<String, JsonNode> said;
    private final Map<String, List<GatewayApi.Item>> items;

    Report(World world) {
        this.world = world;
        this.seconds = world.sinceStart().toMillis() / 1000.0;
        this.joining = world.sinceJoining().toMillis() / 1000.0;
        this.said = asked(() -> world.gateway().devices());
        this.items = asked(() -> world.gateway().items());
    }

    private static <T> Map<String, T> asked(Supplier<Map<String, T>> question) {
        try {
            return question.get();
        } catch (UncheckedIOException | IllegalStateException e) {
            return Map.of(); // the gateway is down or its API is: then it says nothing of any device, and the report shows that
        }
    }

    /** The state of the device, or of the part of it that is not as far as the gateway can prove. */
    private String state(Managed device) {
        for (var id : device.ids()) {
            var state = said(id, "state");
            if (!device.provable().equals(state)) {
                return state;
            }
        }
        return device.provable();
    }

    /** What the gateway says of the device's last part, which is where its mail is; null if it says nothing. */
    private String activation(Managed device) {
        return said(device.ids().get(device.ids().size() - 1), "activation");
    }

    private String said(String id, String field) {
        return said.getOrDefault(id, MissingNode.getInstance()).path(field).asText(null);
    }

    void write(Path file) {
        var json = new ObjectMapper();
        var top = json.createObjectNode().put("users", world.people().size()).put("seconds", Math.round(seconds * 10) / 10.0)
                .put("revoked", world.ca().revoked().size());
        var waited = top.putArray("secondsUntilFirstProfile");
        world.mdm().untilProfile().forEach(each -> waited.add(each.toMillis() / 1e3));
        var list = top.putArray("devices");
        for (var device : world.devices()) {
            list.addObject().put("id", device.id()).put("user", device.owner() == null ? null : device.owner().uid())
                    .put("platform", device.platform()).put("channel", device.channel())
                    .put("state", state(device)).put("activation", activation(device))
                    .put("signing", signing(device)).put("messages", messages(device)).put("messagesRead", device.messagesRead())
                    .put("signatureVerified", device.signatureVerified());
        }
        var last = top.putObject("final");
        world.devices().forEach(device -> items(last.putArray(device.id()), device));
        try {
            Pem.write(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(top) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the device holds, each with the state that the gateway says; and what the gateway alone says to be there. */
    private void items(ArrayNode list, Managed device) {
        var claimed = new ArrayList<>(Holdings.said(device, items));
        for (var item : Holdings.held(device)) {
            var known = claimed.stream().filter(each -> each.kind().equals(item.kind())
                    && Objects.equals(each.certificate(), item.certificate())).findFirst();
            known.ifPresent(claimed::remove);
            put(list, item.kind(), item.certificate(), known.map(GatewayApi.Item::state).orElse(null), true);
        }
        claimed.stream().filter(each -> !List.of("REMOVED", "LOST").contains(each.state()))
                .forEach(each -> put(list, each.kind(), each.certificate(), each.state(), false));
    }

    private static void put(ArrayNode list, String kind, String certificate, String state, boolean held) {
        list.addObject().put("kind", kind).put("certificate", certificate).put("state", state).put("held", held);
    }

    /** "own" if the signing certificate was issued to this device's request, "imported" if it came with a key; null without one. */
    private String signing(Managed device) {
        var signer = device.identities().stream().filter(InstalledIdentity::signs).map(InstalledIdentity::certificate).findFirst();
        return signer.map(certificate -> world.ca().issuance(certificate).isPresent() ? "own" : "imported").orElse(null);
    }

    private static int messages(Managed device) {
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
        var form = "%-22s %-36s %-8s %-8s %-12s %-12s %12s %5s %10s %5s";
        lines.add(String.format(form, "user", "device", "platform", "channel", "model", "state", "certificates", "read", "signature",
                "tasks"));
        for (var person : world.people()) {
            for (var device : world.devices()) {
                if (device.owner() == person) {
                    lines.add(String.format(form, person.uid(), device.id(), device.platform(), device.channel(), device.model(),
                            String.valueOf(state(device)), device.identities().size(), device.messagesRead() + "/" + messages(device),
                            signature(device), device.work().done()));
                }
            }
        }
        lines.add("");
    }

    private String signature(Managed device) {
        return device.signatureVerified() ? signing(device) : "none";
    }

    private void summary(List<String> lines) {
        var devices = world.devices();
        var form = "%-16s %8s %8s %10s %12s %10s %6s %8s %8s";
        lines.add(String.format(form, "platform/channel", "devices", "proven", "automatic", "read", "signatures", "tasks", "put off",
                "refused"));
        devices.stream().collect(Collectors.groupingBy(each -> each.platform().toLowerCase(Locale.ROOT) + "/" + each.channel(),
                TreeMap::new, Collectors.toList())).forEach((name, some) -> lines.add(row(form, name, some)));
        lines.add(row(form, "all", devices));
        lines.add("");
        lines.add(line("users", world.people().size(), "with " + world.people().stream().mapToInt(each -> each.identities().size()).sum()
                + " encryption certificates"));
        world.figures().forEach(each -> lines.add(String.format("%-16s %s", each[0], each[1])));
        lines.add(line("CA", world.ca().issued().size(), "certificates issued, " + world.ca().waits() + " answers 202, "
                + world.ca().repeats() + " requests repeated, " + world.ca().revoked().size() + " certificates revoked"));
        lines.add(String.format(Locale.ROOT, "%-16s %8.1f  %.1f of them since all began to join: %.2f devices a second", "seconds",
                seconds, joining, joining == 0 ? 0 : devices.size() / joining));
    }

    private String row(String form, String name, List<Managed> devices) {
        return String.format(form, name, devices.size(),
                devices.stream().filter(each -> each.provable().equals(state(each))).count(),
                devices.stream().filter(each -> "AUTOMATIC".equals(activation(each))).count(),
                devices.stream().mapToInt(Managed::messagesRead).sum() + "/" + devices.stream().mapToInt(Report::messages).sum(),
                devices.stream().filter(Managed::signatureVerified).count(), devices.stream().mapToInt(each -> each.work().done()).sum(),
                devices.stream().mapToInt(each -> each.work().putOff()).sum(),
                devices.stream().mapToInt(each -> each.work().refused()).sum());
    }

    private static String line(String name, long count, String more) {
        return String.format("%-16s %8d  %s", name, count, more);
    }
}

package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayApi;

/** Where each device is in its life, what it must hold there, and what is wrong with it. */
final class Lives {
    /** COMPLETE: all that its owner needs. AWAY: what it had before. EMPTY: managed, and nothing. GONE: nothing, and not managed. */
    enum Stage { COMPLETE, AWAY, EMPTY, GONE }

    private final World world;
    private final List<X509Certificate> anchors;
    private final Map<Managed, Life> lives = new LinkedHashMap<>();

    /** What a device went through last, and what follows. @param before the certificate it signed with, that must be another now */
    record Life(Stage stage, String event, List<Holdings.Item> kept, String before) {
    }

    Lives(World world, List<X509Certificate> anchors) {
        this.world = world;
        this.anchors = anchors;
    }

    Life of(Managed device) {
        return lives.computeIfAbsent(device, each -> new Life(Stage.COMPLETE, "joined", List.of(), null));
    }

    /** From now on these devices must be so. @param renewed whether they must sign with another certificate than now */
    void become(Stage stage, String event, List<Managed> devices, boolean renewed) {
        devices.forEach(device -> lives.put(device, new Life(stage, event, Holdings.held(device),
                renewed ? Holdings.signing(device) : null)));
    }

    /** Every device that is not as it must be, with what is wrong; empty if all is well. */
    Map<Managed, List<String>> faults() {
        var own = faults(device -> own(device, of(device)));
        if (!own.isEmpty()) {
            return own;   // the gateway need not be asked yet
        }
        var items = world.gateway().items();
        var devices = world.gateway().devices();
        return faults(device -> said(device, of(device), items, devices));
    }

    private Map<Managed, List<String>> faults(Function<Managed, List<String>> look) {
        var all = new LinkedHashMap<Managed, List<String>>();
        world.devices().forEach(device -> {
            var faults = look.apply(device);
            if (!faults.isEmpty()) {
                all.put(device, faults);
            }
        });
        return all;
    }

    /** What the device must hold. */
    List<Holdings.Item> expected(Managed device) {
        return switch (of(device).stage) {
            case COMPLETE -> Holdings.complete(device, anchors);
            case AWAY -> of(device).kept;
            case EMPTY -> Holdings.remaining(device, anchors);
            case GONE -> List.of();
        };
    }

    private List<String> own(Managed device, Life life) {
        var faults = new ArrayList<String>();
        difference("it holds ", Holdings.held(device), expected(device), faults);
        if (life.stage == Stage.COMPLETE) {
            world.proof().lacks(device).forEach(each -> faults.add("it lacks " + each));
        } else if (life.stage != Stage.AWAY && device.messagesRead() > 0) {
            faults.add("it still reads " + device.messagesRead() + " messages");
        }
        if (life.before != null && life.before.equals(Holdings.signing(device))) {
            faults.add("it signs with the certificate that it had before");
        }
        return faults;
    }

    private List<String> said(Managed device, Life life, Map<String, List<GatewayApi.Item>> items, Map<String, JsonNode> devices) {
        var faults = new ArrayList<String>();
        if (life.stage == Stage.AWAY) {
            return faults;   // what waits for it is on its way
        }
        difference("the gateway says that it holds ", Holdings.proven(device, items),
                life.stage == Stage.EMPTY ? List.of() : expected(device), faults);
        Holdings.underWay(device, items).forEach(each -> faults.add("the gateway's " + each.kind() + " is " + each.state()));
        var state = devices.getOrDefault(device.id(), MissingNode.getInstance()).path("state").asText();
        if (life.stage == Stage.GONE != state.equals("LEFT")) {
            faults.add("the gateway says of it " + state);
        }
        return faults;
    }

    private static void difference(String who, List<Holdings.Item> is, List<Holdings.Item> expected, List<String> faults) {
        if (!is.equals(expected)) {
            var more = new ArrayList<>(is);
            expected.forEach(more::remove);
            var less = new ArrayList<>(expected);
            is.forEach(less::remove);
            faults.add(who + is.size() + " items instead of " + expected.size() + ": too many " + more + ", missing " + less);
        }
    }
}

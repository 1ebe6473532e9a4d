package io.sealpost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.device.Platform;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Brings what MDMs report into the ledger. Reports come late, twice, in any order, or never: each is weighed by the time the
 * MDM saw it, and what never came is asked for (see {@link Inquiries}).
 */
@Component
@Transactional
public class Confirmations {
    private static final List<String> OPEN = List.of("PENDING", "SENT", "DEFERRED");
    /** Its answer was not expected any more, or nobody knew that it had reached the MDM: the device may have carried it out. */
    private static final List<String> GIVEN_UP = List.of("LOST", "CLOSED");

    private final JdbcClient jdbc;
    private final Devices devices;
    private final Owners owners;
    private final Formats formats;
    private final Deliveries deliveries;
    private final UnderWay underWay;
    private final Ledger ledger;
    private final Inventories inventories;
    private final Removals removals;

    Confirmations(JdbcClient jdbc, Devices devices, Owners owners, Formats formats, Deliveries deliveries, UnderWay underWay,
                  Ledger ledger, Inventories inventories, Removals removals) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.owners = owners;
        this.formats = formats;
        this.deliveries = deliveries;
        this.underWay = underWay;
        this.ledger = ledger;
        this.inventories = inventories;
        this.removals = removals;
    }

    /** One transaction: applies a report. Returns what must be looked at because of it. */
    public List<Work> apply(Report report) {
        Device device = devices.expect(report.channel(), report.externalId(), report.parent());
        if (report.platform() != null || report.model() != null) {
            devices.describe(device.id(), report.platform() == null ? null : Platform.valueOf(report.platform()), report.model());
            device = devices.get(device.id()).orElseThrow(); // its platform decides its format
        }
        return switch (report.event()) {
            case JOINING -> joining(device, report.at());
            case JOINED -> joined(device, report.at());
            case LEFT -> left(device, report.at());
            case CONNECTED -> connected(device, report);
        };
    }

    private List<Work> joining(Device device, Instant at) {
        if (device.joinedAt() == null || at.isAfter(device.joinedAt())) {
            lose(device, "LOST");
            devices.joining(device, at);
            devices.children(device).forEach(child -> joining(child, at));
        }
        return List.of();
    }

    private List<Work> joined(Device device, Instant at) {
        boolean again = device.state() == Device.State.JOINED;
        if (device.joinedAt() != null && (again ? !at.isAfter(device.joinedAt()) : at.isBefore(device.joinedAt()))) {
            return List.of();
        }
        lose(device, "LOST"); // the MDM emptied its queue when the device began to join
        boolean shows = formats.of(device).showsRecipient(device);
        devices.joined(device, at, shows ? "waiting for its certificate list" : null);
        Device fresh = devices.get(device.id()).orElseThrow();
        if (shows) {
            return List.of(deliveries.open(fresh, null, Kind.INQUIRE, Inventories.CERTIFICATES, null, Duration.ZERO));
        }
        owners.settle(fresh.id());
        return Stream.concat(devices.get(device.id()).map(Device::owner).map(Work::user).stream(), kept(fresh)).distinct().toList();
    }

    private List<Work> left(Device device, Instant at) {
        if (device.state() == Device.State.LEFT || device.joinedAt() != null && at.isBefore(device.joinedAt())) {
            return List.of();
        }
        lose(device, "REMOVED");
        devices.left(device, at);
        devices.children(device).forEach(child -> left(child, at));
        return kept(device).toList();
    }

    /** The users of whom its MDM keeps something. */
    private Stream<Work> kept(Device device) {
        return formats.of(device).keeps() ? ledger.strangers(device.id(), null).stream().map(Work::user) : Stream.empty();
    }

    private void lose(Device device, String state) {
        deliveries.drop(device.id(), state);
        if (formats.of(device).keeps()) {
            ledger.kept(device.id());
        } else {
            ledger.gone(device.id(), state);
        }
        removals.forgetSigningKeys(device.id(), state.equals("REMOVED"));
    }

    private List<Work> connected(Device device, Report report) {
        List<Work> work = new ArrayList<>();
        boolean late = device.seenAt() != null && report.at().isBefore(device.seenAt());
        if (device.state() == Device.State.EXPECTED || device.state() == Device.State.LEFT && !late) {
            work.addAll(joined(device, report.at())); // its own report of joining was lost, or is late
        }
        devices.seen(device, report.at());
        if (report.command() != null) {
            Device now = devices.get(device.id()).orElseThrow();
            byCommand(now, report.command()).ifPresent(d -> work.addAll(answered(now, d, report)));
        }
        return work;
    }

    private Optional<Answered> byCommand(Device device, String command) {
        UUID id;
        try {
            id = UUID.fromString(command);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another system's command
        }
        return jdbc.sql("select id, user_id, kind, request, state from delivery where command = ? and device = ? and generation = ?")
            .params(id, device.id(), device.generation())
            .query((row, n) -> new Answered(row.getObject(1, UUID.class), row.getObject(2, UUID.class),
                Kind.valueOf(row.getString(3)), row.getString(4), row.getString(5))).optional();
    }

    private List<Work> answered(Device device, Answered delivery, Report report) {
        if (!OPEN.contains(delivery.state) && !GIVEN_UP.contains(delivery.state)) {
            return List.of(); // a repeat
        }
        underWay.heard(delivery.id);
        return switch (report.answer()) {
            case NOT_NOW -> deferred(device, delivery);
            case FAILED -> failed(delivery, report);
            case GONE -> underWay.mayCome(device, delivery.user) || underWay.cameSince(delivery.id) ? removing(device, delivery)
                : removals.removed(device, delivery.id, delivery.user);
            case ACKNOWLEDGED -> switch (delivery.kind) {
                case INSTALL -> installed(device, delivery, report);
                case REMOVE -> removing(device, delivery);
                case INQUIRE -> inventories.read(device, delivery.id, delivery.request, report);
            };
        };
    }

    private List<Work> deferred(Device device, Answered delivery) {
        deliveries.deferred(device, delivery.id);
        ledger.move(delivery.id, Ledger.MAY_COME, "DEFERRED", null, null);
        return delivery.kind == Kind.INSTALL ? removals.awaited(device, delivery.user) : List.of();
    }

    private List<Work> failed(Answered delivery, Report report) {
        deliveries.end(delivery.id, "FAILED", report.code(), report.text());
        ledger.move(delivery.id, OPEN, "FAILED", report.code(), report.text());
        ledger.move(delivery.id, List.of("REMOVING"), "REMOVING", report.code(), report.text());
        return delivery.user == null ? List.of() : List.of(Work.user(delivery.user));
    }

    /** The device accepted the bundle; whether it holds it, its inventory must show. */
    private List<Work> installed(Device device, Answered delivery, Report report) {
        deliveries.acknowledged(device, delivery.id, report.text());
        ledger.move(delivery.id, Ledger.MAY_COME, "ACKNOWLEDGED", null, null);
        ledger.move(delivery.id, List.of("REMOVING"), "REMOVED", null, null);
        if (!report.certificates().isEmpty() && formats.of(device).inquiries(device).isEmpty()) {
            inventories.shown(device, report.certificates());
        }
        List<Work> work = new ArrayList<>(removals.found(device, delivery.user));
        work.addAll(inventories.inquire(device));
        work.add(Work.user(delivery.user));
        return work;
    }

    /** The device says that it is gone; whether it is, its inventory must show where there is one (P6). */
    private List<Work> removing(Device device, Answered delivery) {
        if (formats.of(device).inquiries(device).isEmpty()) {
            return removals.removed(device, delivery.id, delivery.user);
        }
        deliveries.acknowledged(device, delivery.id, null);
        return inventories.inquire(device);
    }

    record Answered(UUID id, UUID user, Kind kind, String request, String state) {
    }
}

package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.device.Devices;
import io.sealpost.escrow.Escrow;
import io.sealpost.pki.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two devices swap their owners in the middle of deliveries. Workers, an MDM with a queue for each device, and late reports take
 * turns in an order that a seed decides; whoever sees another user's key ends the test.
 */
class SwapTest {
    private static final int SWAPS = Integer.getInteger("swaps", 20);
    private static final long SEED = 20261123;
    private static final List<String> UDIDS = List.of("left", "right");

    @TempDir
    Path folder;
    private final Random random = new Random(SEED);
    private final Map<String, Phone> phones = new HashMap<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private final Set<String> users = new HashSet<>();
    private Stage stage;
    private int sealed;
    private int superseded;
    private int removed;

    @Test
    void S16_noDeviceIsEverSealedAnothersKeyAndTheFirstOwnersItemsGoFirst() throws Exception {
        try (Stage opened = new Stage(Databases.H2, folder)) {
            stage = opened;
            UUID anna = stage.user("anna", 1, 0);
            UUID bruno = stage.user("bruno", 0);
            UDIDS.forEach(udid -> phones.put(udid, new Phone(udid)));
            UDIDS.forEach(udid -> stage.apply(stage.event(udid, Report.Event.JOINED, stage.clock.pass(Duration.ofSeconds(1)))));
            for (int swap = 0; swap < SWAPS; swap++) {
                own("left", swap % 2 == 0 ? "anna" : "bruno");
                own("right", swap % 2 == 0 ? "bruno" : "anna");
                for (int turn = random.nextInt(48); turn > 0; turn--) {
                    turn();
                }
            }
            quiet();
            assertThat(sealed).as("deliveries that got so far").isGreaterThan(SWAPS / 10);
            assertThat(superseded).as("that were stopped in the middle").isPositive();
            assertThat(removed).as("removals").isGreaterThan(SWAPS / 10);
            holdsOnly("left", bruno);
            holdsOnly("right", anna);
        }
    }

    private void own(String udid, String name) {
        note(stage.get(Ownership.class).state("mdm", udid, name + "@example.com"));
    }

    private void note(List<Work> work) {
        work.stream().filter(w -> w.queue().equals("users")).map(Work::id).forEach(users::add);
    }

    private void turn() {
        stage.clock.pass(Duration.ofMillis(200));
        switch (random.nextInt(5)) {
            case 0 -> compare();
            case 1 -> claim();
            case 2 -> workers.stream().skip(workers.isEmpty() ? 0 : random.nextInt(workers.size())).findFirst().ifPresent(Worker::step);
            case 3 -> phones.get(UDIDS.get(random.nextInt(2))).execute();
            default -> report();
        }
    }

    private void compare() {
        stage.get(DueRows.class).users().forEach(w -> users.add(w.id()));
        List.copyOf(users).forEach(user -> {
            users.remove(user);
            stage.compare(UUID.fromString(user));
        });
    }

    private void claim() {
        List<UUID> pending = stage.jdbc().sql("select id from delivery where state = 'PENDING' order by created_at, id").query(UUID.class)
            .list();
        if (!pending.isEmpty()) {
            Delivery delivery = stage.get(Deliveries.class).claim(pending.get(random.nextInt(pending.size())));
            if (delivery != null && workers.stream().noneMatch(w -> w.delivery.id().equals(delivery.id()))) {
                workers.add(new Worker(delivery));
            }
        }
    }

    private void report() {
        if (!reports.isEmpty()) {
            note(stage.apply(reports.remove(random.nextInt(reports.size()))));
        }
    }

    /** Everybody goes on until there is nothing to do. */
    private void quiet() {
        for (int round = 0; round < 200; round++) {
            stage.clock.pass(Duration.ofMillis(200));
            compare();
            claim();
            List.copyOf(workers).forEach(Worker::step);
            phones.values().forEach(Phone::execute);
            report();
        }
        assertThat(stage.jdbc().sql("select count(*) from delivery where state in ('PENDING', 'SENT', 'DEFERRED')").query(Integer.class)
            .single()).as("seed " + SEED).isZero();
    }

    private void holdsOnly(String udid, UUID owner) {
        assertThat(phones.get(udid).profiles.keySet()).as(udid).containsExactly(stage.get(Bundles.class).identifier(owner));
        assertThat(stage.jdbc().sql("select distinct state from item where device = ? and user_id <> ?")
            .params(Devices.id("mdm", udid), owner).query(String.class).list()).as(udid).containsExactly("REMOVED");
        assertThat(stage.jdbc().sql("select distinct state from item where device = ? and user_id = ?")
            .params(Devices.id("mdm", udid), owner).query(String.class).list()).as(udid).containsExactly("VERIFIED");
    }

    /** Flow deliver, one step at a time. */
    private final class Worker {
        private final Delivery delivery;
        private Bundle bundle;
        private boolean confirmed;
        private boolean queued;

        private Worker(Delivery delivery) {
            this.delivery = delivery;
        }

        private void step() {
            if (delivery.kind() == Kind.INSTALL && bundle == null) {
                bundle = stage.get(Bundles.class).wanted(delivery);
                bundle = bundle.with(stage.get(Escrow.class).find(bundle.spkis(), delivery.device()));
            } else if (!confirmed) {
                confirm();
            } else if (!queued) {
                phones.get(delivery.externalId()).queue.add(this);
                queued = true;
            } else {
                stage.get(Deliveries.class).sent(delivery);
                workers.remove(this);
            }
        }

        private void confirm() {
            try {
                var device = stage.get(Deliveries.class).confirm(delivery);
                confirmed = true;
                if (bundle != null) {
                    sealed++;
                    assertThat(bundle.user()).as("seed " + SEED).isEqualTo(device.owner());
                    String owner = stage.jdbc().sql("select mailbox from address where user_id = ?").param(device.owner())
                        .query(String.class).single();
                    assertThat(bundle.keys()).as("keys").hasSize((int) bundle.identities().count()).isNotEmpty();
                    assertThat(bundle.identities()).allMatch(p -> Certificates.addresses(p.certificate()).contains(owner));
                }
            } catch (Superseded e) {
                superseded++;
                stage.get(Deliveries.class).close(delivery, e.getMessage());
                workers.remove(this);
            }
        }
    }

    /** A device and its queue at the MDM, in order. */
    private final class Phone {
        private final String udid;
        private final Deque<Worker> queue = new ArrayDeque<>();
        private final Map<String, Bundle> profiles = new HashMap<>();

        private Phone(String udid) {
            this.udid = udid;
        }

        private void execute() {
            Worker command = queue.poll();
            if (command == null) {
                return;
            }
            Report.Answer answer = Report.Answer.ACKNOWLEDGED;
            List<Report.Listed> certificates = new ArrayList<>();
            List<Report.Profile> listed = new ArrayList<>();
            switch (command.delivery.request()) {
                case "InstallProfile" -> {
                    assertThat(profiles.keySet()).as("seed %d: another's profile is still here", SEED)
                        .isSubsetOf(command.bundle.identifier());
                    profiles.put(command.bundle.identifier(), command.bundle);
                }
                case "RemoveProfile" -> {
                    removed++;
                    answer = profiles.remove(command.delivery.externalKey()) == null ? Report.Answer.GONE : answer;
                }
                case "CertificateList" -> {
                    certificates.add(new Report.Listed(Certificates.der(stage.recipient), true));
                    profiles.values().forEach(b -> b.parts().stream().filter(p -> p.certificate() != null)
                        .forEach(p -> certificates.add(new Report.Listed(Certificates.der(p.certificate()), false))));
                }
                default -> profiles.values().forEach(b -> listed.add(new Report.Profile(b.identifier(),
                    Bundles.profileUuid(b.device(), b.digest()).toString())));
            }
            reports.add(new Report("mdm", udid, Report.Event.CONNECTED, stage.clock.pass(Duration.ofMillis(1)), null, null,
                command.delivery.commandUuid(), answer, null, null, certificates, listed));
        }
    }
}

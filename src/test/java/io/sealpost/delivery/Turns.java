package io.sealpost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import io.sealpost.escrow.Escrow;
import io.sealpost.pki.Certificates;

import static org.assertj.core.api.Assertions.assertThat;

/** The workers of flow deliver, and an MDM with a queue for each device as NanoMDM has it, one transaction at a time. */
final class Turns {
    /** How far the INSTALL to a device had come when its owner changed. */
    enum Point { OPENED, CLAIMED, WANTED, ENRICHED, CONFIRMED, SEALED, QUEUED, SENT, CARRIED_OUT, ACKNOWLEDGED, OTHERWISE }

    final Stage stage;
    final Map<String, Phone> phones = new LinkedHashMap<>();
    final List<Worker> workers = new ArrayList<>();
    final List<Report> reports = new ArrayList<>();
    final Set<String> seen = new HashSet<>();
    Random random = new Random(1);
    int notNow;
    int lost;

    Turns(Stage stage) {
        this.stage = stage;
    }

    /** Flow deliver, one step at a time. */
    final class Worker {
        final Delivery delivery;
        private Bundle bundle;
        Point point = Point.CLAIMED;

        Worker(Delivery delivery) {
            this.delivery = delivery;
        }

        void step() {
            try {
                point = switch (point) {
                    case CLAIMED -> wanted();
                    case WANTED -> enriched();
                    case ENRICHED -> confirmed(Point.CONFIRMED); // before it is sealed, and
                    case CONFIRMED -> confirmed(Point.SEALED);   // after
                    case SEALED -> queued();
                    default -> sent();
                };
            } catch (Superseded e) {
                seen.add("SUPERSEDED");
                stage.get(Deliveries.class).close(delivery, e.getMessage());
                workers.remove(this);
            }
        }

        private Point wanted() {
            bundle = delivery.kind() == Kind.INSTALL ? stage.get(Bundles.class).wanted(delivery) : null;
            return bundle == null ? Point.ENRICHED : Point.WANTED;
        }

        private Point enriched() {
            bundle = bundle.with(stage.get(Escrow.class).find(bundle.spkis(), delivery.device()));
            return Point.ENRICHED;
        }

        private Point confirmed(Point next) {
            var device = stage.get(Deliveries.class).confirm(delivery);
            if (bundle != null) {
                seen.add("SEALED");
                assertThat(bundle.user()).isEqualTo(device.owner());
                String owner = stage.jdbc().sql("select mailbox from address where user_id = ?").param(device.owner())
                    .query(String.class).single();
                assertThat(bundle.keys()).as("keys").hasSize((int) bundle.identities().count()).isNotEmpty();
                assertThat(bundle.identities()).allMatch(p -> Certificates.addresses(p.certificate()).contains(owner));
            }
            return next;
        }

        private Point queued() {
            phones.get(delivery.externalId()).enqueue(this);
            return Point.QUEUED;
        }

        private Point sent() {
            stage.get(Deliveries.class).sent(delivery);
            workers.remove(this);
            return Point.SENT;
        }
    }

    /** A device and its queue at the MDM: in order, but what it put off comes again in its next session. */
    final class Phone {
        private final String udid;
        final Map<UUID, Worker> queue = new LinkedHashMap<>();
        private final Set<UUID> known = new HashSet<>();
        final Set<UUID> skipped = new HashSet<>();
        final Map<String, Bundle> profiles = new LinkedHashMap<>();

        Phone(String udid) {
            this.udid = udid;
        }

        private void enqueue(Worker worker) {
            if (known.add(worker.delivery.command())) { // one that is there already is refused
                queue.put(worker.delivery.command(), worker);
            }
        }

        void execute() {
            Worker command = queue.values().stream().filter(c -> !skipped.contains(c.delivery.command())).findFirst().orElse(null);
            if (command == null) {
                return;
            }
            if (random.nextInt(100) < notNow) {
                skipped.add(command.delivery.command());
                seen.add("NOT_NOW");
                answer(command, Report.Answer.NOT_NOW, List.of(), List.of());
                return;
            }
            queue.remove(command.delivery.command());
            seen.add(command.delivery.request());
            Report.Answer answer = Report.Answer.ACKNOWLEDGED;
            List<Report.Listed> certificates = new ArrayList<>();
            List<Report.Profile> listed = new ArrayList<>();
            switch (command.delivery.request()) {
                case "InstallProfile" -> {
                    if (lost == 0) {
                        assertThat(profiles.keySet()).as("another's profile is still here").isSubsetOf(command.bundle.identifier());
                    }
                    profiles.put(command.bundle.identifier(), command.bundle);
                }
                case "RemoveProfile" ->
                    answer = profiles.remove(command.delivery.externalKey()) == null ? Report.Answer.GONE : answer;
                case "CertificateList" -> {
                    certificates.add(new Report.Listed(Certificates.der(stage.recipient), true));
                    profiles.values().forEach(b -> b.parts().stream().filter(p -> p.certificate() != null)
                        .forEach(p -> certificates.add(new Report.Listed(Certificates.der(p.certificate()), false))));
                }
                default -> profiles.values().forEach(b -> listed.add(new Report.Profile(b.identifier(),
                    Bundles.profileUuid(b.device(), b.digest()).toString())));
            }
            answer(command, answer, certificates, listed);
        }

        private void answer(Worker command, Report.Answer answer, List<Report.Listed> certificates, List<Report.Profile> listed) {
            reports.add(new Report("mdm", udid, Report.Event.CONNECTED, stage.clock.pass(Duration.ofMillis(1)), null, null,
                command.delivery.commandUuid(), answer, null, null, certificates, listed));
        }
    }
}

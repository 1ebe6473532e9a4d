package io.sealpost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import io.sealpost.device.Devices;
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
    /** For how long a former owner's profile stood that came after the change. */
    Duration longest = Duration.ZERO;

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

    /**
     * A device and its queue at the MDM: in order, but that after a NotNow come those it has not put off. NanoMDM looks at the last answer
     * only: after any other, and in each session, the first of all is offered again (storage/pgsql/queue.go, RetrieveNextCommand).
     */
    final class Phone {
        private final String udid;
        final Map<UUID, Worker> queue = new LinkedHashMap<>();
        private final Set<UUID> known = new HashSet<>();
        private final Set<UUID> skipped = new HashSet<>();
        private final Map<String, Instant> late = new HashMap<>();
        private boolean busy;
        private UUID putOff;
        private int offers;
        private int unheard;
        final Map<String, Bundle> profiles = new LinkedHashMap<>();

        Phone(String udid) {
            this.udid = udid;
        }

        private void enqueue(Worker worker) {
            if (known.add(worker.delivery.command())) { // one that is there already is refused
                queue.put(worker.delivery.command(), worker);
            }
        }

        /** It will put off the INSTALL in its queue so often; the first of these answers are lost. */
        void putOff(int offers, int unheard) {
            putOff = queue.values().stream().filter(c -> c.delivery.kind() == Kind.INSTALL).findFirst().orElseThrow().delivery.command();
            this.offers = offers;
            this.unheard = unheard;
        }

        /** Its owner is this user again: what was there of the same user is no former owner's any more. */
        void owned(UUID user) {
            late.remove(stage.get(Bundles.class).identifier(user));
        }

        /** Connects, and goes on until it is offered nothing more. */
        void session() {
            boolean offered = true;
            while (offered) {
                offered = execute();
            }
        }

        /** Carries out or puts off what it is offered; false if that is nothing, so that its session ends. */
        boolean execute() {
            Worker command = queue.values().stream().filter(c -> !busy || !skipped.contains(c.delivery.command())).findFirst()
                .orElse(null);
            busy = command != null && (command.delivery.command().equals(putOff) && offers-- > 0 || random.nextInt(100) < notNow);
            if (command == null) {
                return false;
            }
            if (busy) {
                skipped.add(command.delivery.command());
                seen.add("NOT_NOW");
                if (!command.delivery.command().equals(putOff) || unheard-- <= 0) {
                    answer(command, Report.Answer.NOT_NOW, List.of(), List.of());
                }
                return true;
            }
            queue.remove(command.delivery.command());
            seen.add(command.delivery.request());
            Report.Answer answer = Report.Answer.ACKNOWLEDGED;
            List<Report.Listed> certificates = new ArrayList<>();
            List<Report.Profile> listed = new ArrayList<>();
            switch (command.delivery.request()) {
                case "InstallProfile" -> {
                    installed(command.bundle);
                    profiles.put(command.bundle.identifier(), command.bundle);
                }
                case "RemoveProfile" -> {
                    answer = profiles.remove(command.delivery.externalKey()) == null ? Report.Answer.GONE : answer;
                    Instant since = late.remove(command.delivery.externalKey());
                    Duration stood = since == null ? Duration.ZERO : Duration.between(since, stage.clock.instant());
                    longest = stood.compareTo(longest) > 0 ? stood : longest;
                }
                case "CertificateList" -> {
                    certificates.add(new Report.Listed(Certificates.der(stage.recipient), true));
                    profiles.values().forEach(b -> b.parts().stream().filter(p -> p.certificate() != null)
                        .forEach(p -> certificates.add(new Report.Listed(Certificates.der(p.certificate()), false))));
                }
                default -> profiles.values().forEach(b -> listed.add(new Report.Profile(b.identifier(),
                    Bundles.profileUuid(b.device(), b.digest()).toString())));
            }
            answer(command, answer, certificates, listed);
            return true;
        }

        /** Whoever it is for, nobody else's is here; and a former owner's, which may come late, is followed by its removal. */
        private void installed(Bundle bundle) {
            assertThat(profiles.keySet()).as("another's profile is still here").isSubsetOf(bundle.identifier());
            UUID owner = stage.get(Devices.class).get(bundle.device()).orElseThrow().owner();
            if (!bundle.user().equals(owner)) {
                boolean follows = queue.values().stream().anyMatch(c -> bundle.identifier().equals(c.delivery.externalKey())
                    && c.delivery.kind() == Kind.REMOVE);
                seen.add(follows ? "FOLLOWED" : "LATE");
                late.put(bundle.identifier(), stage.clock.instant());
            }
        }

        private void answer(Worker command, Report.Answer answer, List<Report.Listed> certificates, List<Report.Profile> listed) {
            reports.add(new Report("mdm", udid, Report.Event.CONNECTED, stage.clock.pass(Duration.ofMillis(1)), null, null,
                command.delivery.commandUuid(), answer, null, null, certificates, listed));
        }
    }
}

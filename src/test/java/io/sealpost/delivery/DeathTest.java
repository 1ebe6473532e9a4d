package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.sealpost.Databases;
import io.sealpost.device.Devices;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker leaves behind that died with a delivery in its hands, on both databases. */
class DeathTest {
    private static final Duration LEASE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_theSameCommandIsSentAgainOnceTheLeaseHasEnded(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID delivery = opened(stage);
            Delivery first = claim(stage, delivery);

            assertThat(claim(stage, delivery)).isNull();
            stage.clock.pass(LEASE);
            assertThat(stage.get(DueDeliveries.class).due(10)).extracting(Work::id).containsExactly(delivery.toString());

            assertThat(claim(stage, delivery).command()).isEqualTo(first.command());
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_aMessageThatComesTwiceAtOnceIsTakenByOneWorker(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID delivery = opened(stage);
            var workers = Executors.newFixedThreadPool(2);
            List<Future<Delivery>> claims = new ArrayList<>();
            stage.transaction().executeWithoutResult(t -> {
                stage.get(Devices.class).lock(stage.device);
                for (int worker = 0; worker < 2; worker++) {
                    claims.add(workers.submit(() -> claim(stage, delivery)));
                }
                waitForLocks(stage, database);
            });
            List<Delivery> claimed = new ArrayList<>();
            for (Future<Delivery> claim : claims) {
                claimed.add(claim.get());
            }
            workers.shutdown();

            assertThat(claimed.stream().filter(Objects::nonNull)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_whatElseWaitedForTheDeviceGoesOnWhenTheLeaseHasEnded(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID delivery = opened(stage);
            claim(stage, delivery);
            UUID other = UUID.fromString(stage.transaction().execute(t -> stage.get(Deliveries.class)
                .open(stage.device(), null, Kind.INQUIRE, "ProfileList", null, Duration.ZERO)).id());
            stage.clock.pass(LEASE.minusSeconds(10));
            assertThat(stage.get(DueDeliveries.class).due(10)).extracting(Work::id).as("a minute has passed")
                .containsExactly(other.toString());
            assertThat(claim(stage, other)).as("the device is held").isNull();

            stage.clock.pass(Duration.ofSeconds(11));

            assertThat(stage.get(DueDeliveries.class).due(10)).extracting(Work::id)
                .containsExactlyInAnyOrder(delivery.toString(), other.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_howOftenItWasSentDoesNotDelayTheQuestionWhereTheAnswerIs(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID delivery = opened(stage);
            stage.jdbc().sql("update delivery set attempts = 8 where id = ?").param(delivery).update();
            stage.send("InstallProfile");
            stage.clock.pass(Duration.ofMinutes(10));
            assertThat(stage.get(Inquiries.class).overdue(10)).as("not heard of").isEmpty();

            stage.apply(stage.event(Report.Event.CONNECTED, stage.clock.pass(Duration.ofSeconds(1))));
            stage.clock.pass(Duration.ofMinutes(10));

            assertThat(stage.get(Inquiries.class).overdue(10)).as("heard of: asked").hasSize(2);
        }
    }

    /** The owner's device has joined; the delivery of her bundle is open. */
    private static UUID opened(Stage stage) throws Exception {
        UUID anna = stage.user("anna", 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        stage.clock.pass(Duration.ofSeconds(1));
        return stage.newest("InstallProfile", "PENDING");
    }

    private static Delivery claim(Stage stage, UUID delivery) {
        return stage.get(Deliveries.class).claim(delivery);
    }

    /** Until both workers have come to the locked row; each has read the delivery by then if it does so first. */
    private static void waitForLocks(Stage stage, Databases database) {
        String waiting = database == Databases.H2
            ? "select count(*) from information_schema.sessions where blocker_id is not null"
            : "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        org.awaitility.Awaitility.await().until(() -> stage.jdbc().sql(waiting).query(Integer.class).single() == 2);
    }
}

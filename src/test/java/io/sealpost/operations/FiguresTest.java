package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.Databases;
import io.sealpost.Ticking;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Directory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The figures of the MBeans are those of the rows, on both databases; what is unknown is said to be (P4). */
class FiguresTest {
    @TempDir
    private Path folder;
    private final Ticking clock = new Ticking();

    @ParameterizedTest
    @EnumSource
    void P4_usersDevicesItemsAndDeliveriesAreCountedByState(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var anna = ledger.user("anna");
        var bert = ledger.user("bert");
        database.sql("update directory_user set state = 'SUSPENDED', due_at = ? where id = ?").params(Ledger.NOW, bert).update();
        var good = ledger.device("nanomdm", "good", anna);
        var bad = ledger.device("nanomdm", "bad", anna);
        var rejoined = ledger.device("nanomdm", "rejoined", anna);
        ledger.device("nanomdm", "nobodys", null);
        var gone = ledger.device("nanomdm", "gone", anna);
        database.sql("update device set state = 'LEFT' where id = ?").param(gone).update();
        for (var state : List.of("VERIFIED", "VERIFIED", "REMOVED")) {
            ledger.item(good, anna, "ENCRYPTION_IDENTITY", state, null, null);
        }
        ledger.item(bad, anna, "TRUST_ANCHOR", "VERIFIED", null, null);
        ledger.item(bad, anna, "ENCRYPTION_IDENTITY", "FAILED", "-67", "wrong password");
        ledger.item(gone, anna, "ENCRYPTION_IDENTITY", "FAILED", "-67", "wrong password");
        ledger.item(rejoined, anna, "ENCRYPTION_IDENTITY", "LOST", null, null);
        database.sql("update device set generation = 2 where id = ?").param(rejoined).update();
        for (var state : List.of("PENDING", "SENT", "DEFERRED", "VERIFIED", "FAILED", "FAILED")) {
            ledger.delivery(bad, anna, "INSTALL", state, null, null, 1);
        }
        var failed = database.sql("select id from delivery where state = 'FAILED'").query(UUID.class).list();
        ended(database, failed.get(0), clock.instant().minus(Duration.ofHours(23)).atOffset(ZoneOffset.UTC));
        ended(database, failed.get(1), clock.instant().minus(Duration.ofHours(25)).atOffset(ZoneOffset.UTC));

        var users = new UserFigures(database, clock);
        assertThat(List.of(users.getActive(), users.getSuspended(), users.getToCompare())).containsExactly(1L, 1L, 1L);
        var devices = new DeviceFigures(database);
        assertThat(List.of(devices.getJoined(), devices.getExpected(), devices.getLeft(), devices.getUnassigned()))
                .containsExactly(4L, 0L, 1L, 1L);
        assertThat(List.of(devices.getComplete(), devices.getWithFailures())).containsExactly(1L, 1L);
        assertThat(new ItemFigures(database).getByState()).isEqualTo(Map.of("VERIFIED", 3L, "REMOVED", 1L, "FAILED", 1L));
        var deliveries = new DeliveryFigures(database, clock);
        assertThat(List.of(deliveries.getOpen(), deliveries.getFailedLastDay())).containsExactly(3L, 1L);
    }

    @ParameterizedTest
    @EnumSource
    void P12_findingsPublicationsAndCrlsAreCounted(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var anna = ledger.user("anna");
        ledger.certificate(anna, "a".repeat(64), "b".repeat(64), false);
        for (var certificate : new String[] {"a".repeat(64), null}) {
            database.sql("insert into finding (id, user_id, origin, name, certificate, text, since) values (?, ?, 'CHECK', 'KEY_MISSING',"
                    + " ?, 't', ?)").params(UUID.randomUUID(), anna, certificate, Ledger.NOW).update();
        }
        database.sql("insert into publication (user_id, certificate, state, attempts, deadline, updated_at)"
                + " values (?, ?, 'WAITING', 0, ?, ?)")
                .params(anna, "a".repeat(64), Ledger.NOW, Ledger.NOW).update();
        for (var text : new String[] {"it cannot be fetched", null}) {
            database.sql("insert into crl (url, issuer, noted_at, due_at, checked_at, text) values (?, ?, ?, ?, ?, ?)")
                    .params("http://crl/" + text, new byte[] {1}, Ledger.NOW, Ledger.NOW, Ledger.NOW, text).update();
        }

        var figures = new CertificateFigures(database);
        assertThat(figures.getFindings()).as("users, not findings").isEqualTo(Map.of("key-missing", 1L));
        assertThat(figures.getPublications()).isEqualTo(Map.of("WAITING", 1L));
        assertThat(figures.getCrlProblems()).hasSize(1);
        assertThat(figures.getCrlProblems().get(0)).containsEntry("problem", "it cannot be fetched").containsEntry("fetchedAt", null)
                .containsEntry("checkedAt", "2026-03-01T10:00:00Z");
        assertThat(new FindingViews(database).list(Map.of("limit", 1L, "finding", "key-missing", "user", "anna", "directory", "corporate"))
                .next()).isNotNull();
        assertThat(new UserViews(database).get(anna.toString()).certificates().get(0).publication()).isEqualTo("WAITING");
    }

    @ParameterizedTest
    @EnumSource
    void P4_eachDirectoryShowsItsLastRunOrThatThereWasNone(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        ledger.sync("FAILED", 1);
        var last = ledger.sync("DONE", 2);
        database.sql("update sync set ended_at = ?, text = 'said why' where id = ?").params(Ledger.NOW.plusMinutes(3), last).update();
        var directories = Mockito.mock(Directories.class);
        var corporate = directory("corporate");
        var other = directory("other");
        Mockito.when(directories.all()).thenReturn(List.of(corporate, other));

        var runs = new SyncFigures(database, directories).getLastRuns();

        assertThat(runs).hasSize(2);
        assertThat(runs.get(0)).containsEntry("directory", "corporate").containsEntry("state", "DONE").containsEntry("seconds", 60L)
                .containsEntry("startedAt", "2026-03-01T10:02:00Z").containsEntry("entries", 7).containsEntry("added", 2)
                .containsEntry("changed", 1).containsEntry("text", "said why");
        assertThat(runs.get(1)).isEqualTo(Map.of("directory", "other", "state", "NEVER"));
    }

    /** Nobody listens on port 1: the depths are unknown, not zero. */
    @Test
    void P4_aBrokerThatCannotBeReachedIsSaidToBeUnknown() throws Exception {
        try (var nowhere = new ActiveMQConnectionFactory("tcp://127.0.0.1:1")) {
            var queues = new QueueFigures(nowhere, clock);
            try {
                assertThat(queues.getDepths()).isEmpty();
                assertThat(queues.getProblem()).isNotBlank();
            } finally {
                queues.destroy();
            }
        }
    }

    private static Directory directory(String name) {
        return new Directory(name, "ldap", null, null, false, null, null, null, null, null, null, 1, null, null, null, null, null);
    }

    private static void ended(JdbcClient database, UUID delivery, OffsetDateTime at) {
        database.sql("update delivery set ended_at = ? where id = ?").params(at, delivery).update();
    }
}

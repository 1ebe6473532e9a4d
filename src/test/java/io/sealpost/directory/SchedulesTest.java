package io.sealpost.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When directories are due, from 12:00 on: branch each five minutes, corporate as all, each quarter of an hour. */
class SchedulesTest {
    @TempDir
    private Path folder;
    private final Ticking clock = new Ticking();
    private final List<Core> nodes = new ArrayList<>();
    private DataSource database;

    @AfterEach
    void stop() {
        nodes.forEach(Core::close);
    }

    private Schedules node(Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>(Map.of("sealpost.node", "test",
            "sealpost.directories.branch.schedule", "0 0/5 * * * ?"));
        List.of("branch", "corporate").forEach(name -> all.putAll(Map.of("sealpost.directories." + name + ".kind", "ldap",
            "sealpost.directories." + name + ".url", "ldap://127.0.0.1", "sealpost.directories." + name + ".base", "dc=example,dc=com")));
        all.putAll(keys);
        database = database == null ? Databases.H2.create(folder) : database;
        nodes.add(Core.over(database, clock, all));
        return nodes.get(nodes.size() - 1).get(Schedules.class);
    }

    private Sync begin(String directory, boolean dryRun) {
        return nodes.get(0).get(Syncs.class).begin(nodes.get(0).get(Directories.class).get(directory), dryRun);
    }

    private void end(Sync sync) {
        nodes.get(0).get(Syncs.class).fail(sync, new IOException("not reachable"));
    }

    private void run(String... directories) {
        List.of(directories).forEach(name -> end(begin(name, false)));
    }

    @ParameterizedTest
    @EnumSource
    void G3_eachDirectoryHasAScheduleOfItsOwnOrThatOfAll(Databases kind) {
        database = kind.create(folder);
        Schedules schedules = node(Map.of());
        assertThat(schedules.due()).as("never read: not before its time").isEmpty();
        clock.pass(Duration.ofSeconds(299));
        assertThat(schedules.due()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThat(schedules.due()).containsExactly("branch");
        assertThat(schedules.due()).as("until its run begins").containsExactly("branch");

        run("branch");

        assertThat(schedules.due()).isEmpty();
        clock.pass(Duration.ofMinutes(10));
        assertThat(schedules.due()).containsExactly("branch", "corporate");
    }

    @Test
    void G3_whatWasMissedWhileNoGatewayRanIsMadeUpOnce() {
        node(Map.of());
        run("branch", "corporate");
        clock.pass(Duration.ofDays(3).plusMinutes(1));
        Schedules afterwards = node(Map.of());
        assertThat(afterwards.due()).containsExactly("branch", "corporate");

        run("branch", "corporate");

        assertThat(afterwards.due()).isEmpty();
        clock.pass(Duration.ofMinutes(4));
        assertThat(afterwards.due()).containsExactly("branch");
    }

    @Test
    void G5_whatOneNodeBeganIsNotDueAtAnother() {
        node(Map.of());
        Schedules other = node(Map.of());
        clock.pass(Duration.ofMinutes(5));
        assertThat(other.due()).containsExactly("branch");

        begin("branch", false);

        assertThat(other.due()).isEmpty();
        assertThat(other.isDue("branch")).isFalse();
    }

    @Test
    void G3_aTimeThatComesDuringARunIsMadeUpAfterIt() {
        Schedules schedules = node(Map.of("sealpost.directories.branch.timeout", "10m"));
        clock.pass(Duration.ofMinutes(5));
        Sync first = begin("branch", false);
        clock.pass(Duration.ofMinutes(10));
        assertThat(schedules.due()).containsExactly("corporate");

        end(first);

        assertThat(schedules.due()).containsExactly("branch", "corporate");
    }

    @Test
    void P2_aRunThatDiedHoldsNothingUp() {
        Schedules schedules = node(Map.of());
        clock.pass(Duration.ofMinutes(5));
        begin("branch", false);
        clock.pass(Duration.ofMinutes(5));

        assertThat(schedules.due()).containsExactly("branch");
        assertThat(begin("branch", false)).isNotNull();
    }

    @Test
    void G3_aDryRunTakesNobodysPlace() {
        Schedules schedules = node(Map.of());
        clock.pass(Duration.ofMinutes(5));
        Sync dry = begin("branch", true);
        assertThat(schedules.due()).as("one run at a time").isEmpty();

        end(dry);

        assertThat(schedules.due()).containsExactly("branch");
    }

    @Test
    void G3_everySecondMeansEverySecond() {
        Schedules schedules = node(Map.of("sealpost.sync.schedule", "* * * * * ?", "sealpost.directories.branch.schedule", ""));
        for (int second = 0; second < 3; second++) {
            clock.pass(Duration.ofMillis(second == 0 ? 1700 : 900));
            assertThat(schedules.due()).containsExactly("branch", "corporate");
            run("branch", "corporate");
            assertThat(schedules.due()).isEmpty();
        }
    }

    @Test
    void G5_aScheduleThatIsNoneRefusesTheStartWithKeyAndFix() {
        assertThatThrownBy(() -> node(Map.of("sealpost.directories.branch.schedule", "every hour")))
            .hasStackTraceContaining("sealpost.directories.branch.schedule is no schedule: every hour")
            .hasStackTraceContaining("Write a Quartz cron of six fields, for example 0 0/15 * * * ?");
        assertThatThrownBy(() -> node(Map.of("sealpost.sync.schedule", "0 0 25 * * ?")))
            .hasStackTraceContaining("sealpost.sync.schedule is no schedule: 0 0 25 * * ?");
    }
}

package io.sealpost.routes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sealpost.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sync is killed at any moment, and goes on from its watermark: {@code -Dsync.kills=50} is the long form. */
class SyncKillsTest {
    private static final int KILLS = Integer.getInteger("sync.kills", 2);
    private static final int USERS = 400;

    @TempDir
    Path folder;
    private final Random random = new Random(Long.getLong("sealpost.seed", 1));
    private int number;
    private int covered;
    private BufferedReader out;

    @Test
    void P3_G3_noKillInMidSyncLosesAChange() throws Exception {
        try (var connection = Databases.H2.create(folder).getConnection(); var statement = connection.createStatement()) {
            statement.execute("shutdown");
        }
        LoggedDirectory log = new LoggedDirectory(folder.resolve("log"));
        Map<String, Integer> deaths = new HashMap<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            log.add(changes());
            Process process = start(kill, 0);
            boolean reads = random.nextBoolean();
            await(reads ? "page" : "batch", 1 + random.nextInt(reads ? 20 : 2));
            pause(random.nextInt(40));
            process.destroyForcibly().waitFor();
            deaths.merge(whatTheWatermarkCoversIsApplied(log), 1, Integer::sum);
        }
        log.add(changes());
        assertThat(start(KILLS + 1, 1).waitFor()).isZero();

        assertThat(whatTheWatermarkCoversIsApplied(log)).isEqualTo("DONE");
        assertThat(covered).as("and that is all there is").isEqualTo(number);
        System.out.println(KILLS + " kills, " + number + " changes; the last run before each: " + deaths);
    }

    /** What a user is after the last change up to there, for many users; some go, some come back. */
    private List<LoggedDirectory.Change> changes() {
        List<LoggedDirectory.Change> changes = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            String uid = "u" + random.nextInt(USERS);
            changes.add(new LoggedDirectory.Change(++number, uid, random.nextInt(10) == 0 ? null : uid + "." + number + "@example.com"));
        }
        return changes;
    }

    /** @return the state of the newest run */
    private String whatTheWatermarkCoversIsApplied(LoggedDirectory log) throws Exception {
        try (var connection = DriverManager.getConnection(Databases.h2(folder), "sealpost", "");
                var statement = connection.createStatement()) {
            String state = check(log, JdbcClient.create(new SingleConnectionDataSource(connection, true)));
            statement.execute("shutdown"); // the next process wants the file
            return state;
        }
    }

    private String check(LoggedDirectory log, JdbcClient jdbc) throws Exception {
        covered = jdbc.sql("select coalesce(max(cast(watermark as integer)), 0) from sync where state = 'DONE'").query(Integer.class)
            .single();
        Map<String, LoggedDirectory.Change> last = new HashMap<>();
        log.after(0).stream().filter(c -> c.number() <= covered).forEach(c -> last.put(c.uid(), c));
        Map<String, Integer> later = new HashMap<>();
        log.after(covered).forEach(c -> later.put(c.uid(), c.number()));
        last.values().stream().filter(c -> !later.containsKey(c.uid())).forEach(c -> assertThat(said(jdbc, c.uid())).as(c.toString())
            .isEqualTo(c.mail() == null ? "gone" : c.mail()));
        return jdbc.sql("select state from sync order by started_at desc fetch first 1 rows only").query(String.class).optional()
            .orElse("none");
    }

    /** A user who was gone from the first is not known, which is as well. */
    private static String said(JdbcClient jdbc, String uid) {
        return jdbc.sql("select case when u.state = 'SUSPENDED' then 'gone' else a.mailbox end from directory_user u left join address a"
            + " on a.user_id = u.id where u.external_id = ?").param(uid).query(String.class).optional().orElse("gone");
    }

    private Process start(int hours, int runs) throws Exception {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), SyncProcess.class.getName(), folder.toString(), String.valueOf(hours),
            String.valueOf(runs)).redirectErrorStream(true).start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); !"up".equals(line); line = out.readLine()) {
            assertThat(line).as(said.toString()).isNotNull();
            said.append(line).append('\n');
        }
        if (runs > 0) {
            out.lines().forEach(line -> { });
        }
        return process;
    }

    /** The process says what it does. */
    private void await(String step, int times) throws IOException {
        for (int left = times; left > 0;) {
            String line = out.readLine();
            assertThat(line).as("it lives").isNotNull();
            left -= line.equals(step) ? 1 : 0;
        }
    }

    /** The moment of a kill is a moment of the clock: nothing is waited for. */
    private static void pause(int milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (long left = milliseconds; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
        }
    }
}

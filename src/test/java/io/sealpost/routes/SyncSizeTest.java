package io.sealpost.routes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Guard;
import io.sealpost.directory.LookUp;
import io.sealpost.directory.Plan;
import io.sealpost.directory.Plans;
import io.sealpost.directory.RawEntry;
import io.sealpost.directory.Sync;
import io.sealpost.directory.Syncs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Staging, plan and apply of a directory of so many users, without its server: {@code -Dsync.users=1000000 -DargLine=-Xmx256m}. */
class SyncSizeTest {
    private static final int USERS = Integer.getInteger("sync.users", 1500);

    @TempDir
    Path folder;

    @Test
    void G3_aDirectoryOfAnySizeIsPlannedInBoundedMemory() {
        try (Core core = core()) {
            Plan first = run(core, "first full read", 0);
            assertThat(first.state()).isEqualTo("APPLYING");
            Plan again = run(core, "the same again", 0);
            assertThat(again.hash()).isNotEqualTo(first.hash());
            assertThat(run(core, "25 are gone", 25).state()).isEqualTo("APPLYING");
        }
    }

    /** The first plan of a directory names all its users: deleting it at once held up the next run for as long. */
    @Test
    void G3_aLargePlanIsForgottenAPartWithEachRun() {
        try (Core core = core()) {
            run(core, "first full read", 0);
            JdbcClient jdbc = core.get(JdbcClient.class);
            int rows = jdbc.sql("select count(*) from sync_change").query(Integer.class).single();
            for (int more = rows; more < 20_000; more += rows) {
                jdbc.sql("insert into sync_change (sync, seq, external_id, who, what, why, digest)"
                    + " select sync, seq + ?, external_id, who, what, why, digest from sync_change where seq <= ?")
                    .params(more, rows).update();
            }
            String older = "select count(*) from sync_change"
                + " where sync = (select id from sync order by started_at fetch first 1 rows only)";
            int all = jdbc.sql(older).query(Integer.class).single();
            assertThat(all).isBetween(20_000, 30_000);

            run(core, "25 are gone", 25);
            assertThat(jdbc.sql(older).query(Integer.class).single()).isEqualTo(all - 10_000);
            run(core, "one is back", 24);
            run(core, "another one, too", 23);
            assertThat(jdbc.sql(older).query(Integer.class).single()).isZero();
        }
    }

    private Core core() {
        return Core.on(Databases.H2, folder, Clock.systemUTC(), Map.of("sealpost.node", "test", "sealpost.directories.big.kind", "ldap",
            "sealpost.directories.big.url", "ldap://127.0.0.1:1", "sealpost.directories.big.base", "dc=example,dc=com"));
    }

    private static Plan run(Core core, String what, int gone) {
        Syncs syncs = core.get(Syncs.class);
        Plans plans = core.get(Plans.class);
        var directory = core.get(Directories.class).get("big");
        long start = System.nanoTime();
        Sync sync = syncs.begin(directory, false);
        for (int from = gone; from < USERS; from += 500) {
            List<RawEntry> page = new ArrayList<>();
            for (int i = from; i < Math.min(USERS, from + 500); i++) {
                page.add(entry("user" + i));
            }
            syncs.stage(sync, directory, page);
        }
        syncs.readAll(sync, null);
        core.get(Guard.class).believe(sync, directory);
        long read = System.nanoTime();
        for (Iterator<LookUp> absent = plans.lookUps(sync, directory); absent.hasNext();) {
            plans.confirm(sync, absent.next());
        }
        plans.make(sync);
        Plan plan = core.get(Guard.class).check(sync, directory);
        long planned = System.nanoTime();
        syncs.batches(sync).forEach(batch -> syncs.apply(sync, batch));
        syncs.done(sync);
        System.out.printf("%,d users, %s: staged in %,d ms, planned in %,d ms, applied in %,d ms, heap %,d MB%n", USERS, what,
            (read - start) / 1_000_000, (planned - read) / 1_000_000, (System.nanoTime() - planned) / 1_000_000,
            (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
        return plan;
    }

    private static RawEntry entry(String uid) {
        List<byte[]> name = List.of(uid.getBytes(StandardCharsets.UTF_8));
        return new RawEntry("uid=" + uid + ",dc=example,dc=com", Map.of("entryuuid", name, "uid", name,
            "objectclass", List.of("inetOrgPerson".getBytes(StandardCharsets.UTF_8)),
            "mail", List.of((uid + "@example.com").getBytes(StandardCharsets.UTF_8))));
    }
}

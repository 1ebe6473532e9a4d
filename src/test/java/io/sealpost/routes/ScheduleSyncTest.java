package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sealpost.directory.Schedules;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Flow schedule-sync, as Quartz fires it each second: corporate is due each five minutes, and another directory, slow, each 15. */
class ScheduleSyncTest extends DirectoryStage {
    private final CountDownLatch answered = new CountDownLatch(1);

    @Override
    Map<String, String> more() {
        return Map.of("sealpost.directories.corporate.schedule", "0 0/5 * * * ?", "sealpost.directories.slow.kind", "slow",
            "sealpost.directories.slow.url", "ldap://127.0.0.1", "sealpost.directories.slow.base", "dc=example,dc=com",
            "sealpost.directories.slow.timeout", "1h");
    }

    @BeforeEach
    void schedule() throws Exception {
        add("anna");
        routes.camel().getRegistry().bind("schedules", core.get(Schedules.class));
        routes.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:read-slow").routeId("read-slow").process(exchange -> answered.await(1, TimeUnit.MINUTES));
            }
        });
        routes.camel().getPropertiesComponent().addOverrideProperty("sealpost.wake.schedule", "* * * * * ?");
        routes.load(Path.of("routes/flows/schedule-sync.camel.yaml"));
    }

    @AfterEach
    void answer() {
        answered.countDown();
    }

    @Test
    void G3_eachDirectoryIsReadByItsOwnScheduleAndWaitsForNoOther() {
        clock.pass(Duration.ofMinutes(5));
        await(1, "corporate", "DONE");
        assertThat(runs("slow")).isZero();

        clock.pass(Duration.ofMinutes(10));
        await(1, "slow", "READING");
        await(2, "corporate", "DONE");

        clock.pass(Duration.ofMinutes(15));
        await(3, "corporate", "DONE");
        assertThat(runs("slow")).isEqualTo(1);

        answered.countDown();
        await(2, "slow", "FAILED"); // it ended without a word, and the time that had come meanwhile was made up
        assertThat(runs("corporate")).isEqualTo(3);
        assertThat(runs("slow")).isEqualTo(2);
    }

    private void await(int times, String directory, String state) {
        Awaitility.await(directory + " " + state).atMost(Duration.ofSeconds(30)).until(() ->
            one("select count(*) from sync where state = '" + state + "' and directory = '" + directory + "'") == times);
    }

    private int runs(String directory) {
        return one("select count(*) from sync where directory = '" + directory + "'");
    }
}

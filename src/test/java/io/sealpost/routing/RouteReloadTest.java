package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;

import io.sealpost.Sealpost;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Edits saved into one running gateway while messages flow: no message is lost, and a route that works is never taken away. */
class RouteReloadTest {
    @TempDir
    private static Path folder;
    private static Map<Path, String> texts;
    private static ConfigurableApplicationContext gateway;
    private static CamelContext camel;
    private static Load load;

    @BeforeAll
    static void start() throws Exception {
        Mistake.copyTo(folder);
        Files.delete(folder.resolve("application.yaml"));
        texts = Mistake.texts(folder.resolve("routes"));
        gateway = new SpringApplicationBuilder(Sealpost.class).run("--server.port=0", "--sealpost.routes=" + folder.resolve("routes"),
            "--sealpost.data=" + folder.resolve("data"), "--sealpost.import.folder=" + folder.resolve("import"),
            "--sealpost.wake.schedule=0 0 0 1 1 ? 2098", "--sealpost.sync.schedule=0 0 0 1 1 ? 2098",
            "--logging.file.name=target/route-reload.log", "--logging.threshold.console=WARN",
            "--spring.datasource.url=jdbc:h2:mem:reload;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
            "--spring.artemis.embedded.persistent=false");
        camel = gateway.getBean(CamelContext.class);
        load = new Load(camel);
    }

    @AfterAll
    static void everyMessageHasArrived() throws Exception {
        try {
            load.close();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(load.arrived()).isEqualTo(load.sent()));
            assertThat((Object) camel.createConsumerTemplate().receiveBodyNoWait("jms:queue:dead-letters")).isNull();
        } finally {
            gateway.close();
        }
    }

    @AfterEach
    void mend() throws Exception {
        Mistake.mend(folder.resolve("routes"), texts);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(health().getStatus()).isEqualTo(Status.UP));
        messagesFlow();
    }

    @ParameterizedTest
    @MethodSource("io.sealpost.routing.Mistake#inRoutes")
    void G5_aSavedMistakeLeavesTheOldRouteRunningAndMendingHeals(Mistake mistake) throws Exception {
        var running = routes();
        mistake.save(folder);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(health().getDetails().values().toString())
            .contains(mistake.where()).contains(mistake.fix()));
        assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(routes()).isEqualTo(running);
        messagesFlow();
    }

    @Test
    void G5_aSavedEditRuns() throws Exception {
        edit("routes/flows/enqueue.camel.yaml", "Put each piece", "Put every piece");
        await().atMost(Duration.ofSeconds(20)).until(() -> camel.getRoute("enqueue") != null
            && camel.getRoute("enqueue").getDescription().startsWith("Put every piece"));
        messagesFlow();
    }

    private static void edit(String file, String found, String written) throws Exception {
        new Mistake("", file, found, written, "", "").save(folder);
    }

    private static org.springframework.boot.actuate.health.Health health() {
        return gateway.getBean(RoutesHealth.class).health();
    }

    private static TreeSet<String> routes() {
        var started = new TreeSet<String>();
        camel.getRoutes().stream().map(Route::getRouteId).filter(id -> camel.getRouteController().getRouteStatus(id).isStarted())
            .forEach(started::add);
        return started;
    }

    private static void messagesFlow() {
        int before = load.arrived();
        await().atMost(Duration.ofSeconds(20)).until(() -> load.arrived() > before + 20);
    }
}

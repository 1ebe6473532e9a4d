package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sealpost.Sealpost;
import io.sealpost.escrow.EscrowFixture;
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
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--sealpost.routes=" + folder.resolve("routes"),
            "--sealpost.data=" + folder.resolve("data"), "--sealpost.import.folder=" + folder.resolve("import"),
            "--sealpost.wake.schedule=0 0 0 1 1 ? 2098", "--sealpost.sync.schedule=0 0 0 1 1 ? 2098",
            "--sealpost.poll.schedule=0 0 0 1 1 ? 2098",
            "--logging.file.name=target/route-reload.log", "--logging.threshold.console=WARN",
            "--spring.datasource.url=jdbc:h2:mem:reload;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;"
                + "DB_CLOSE_DELAY=-1",
            "--spring.artemis.embedded.persistent=false", "--camel.component.jms.receive-timeout=50",
            "--sealpost.accounts.mdm.password={noop}mdm", "--sealpost.accounts.mdm.roles=channel", "--logging.level.receive-nanomdm=OFF",
            "--logging.level.reconcile-user=OFF"));
        EscrowFixture.settings(folder.resolve("kek.p12")).forEach((key, value) -> arguments.add("--" + key + "=" + value));
        gateway = new SpringApplicationBuilder(Sealpost.class).run(arguments.toArray(String[]::new));
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
    void mended() throws Exception {
        Mistake.mend(folder.resolve("routes"), texts);
        look();
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        messagesFlow();
    }

    @ParameterizedTest
    @MethodSource("io.sealpost.routing.Mistake#inRoutes")
    void G5_aSavedMistakeLeavesTheOldRouteRunningAndMendingHeals(Mistake mistake) throws Exception {
        var running = routes();
        mistake.save(folder);
        look();
        assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health().getDetails().values().toString()).contains(mistake.where()).contains(mistake.fix());
        assertThat(routes()).isEqualTo(running);
        messagesFlow();
    }

    @Test
    void G5_aSavedEditRunsWithoutAnyoneAsking() throws Exception {
        edit("routes/flows/enqueue.camel.yaml", "Put each piece", "Put every piece");
        await().atMost(Duration.ofSeconds(20)).until(() -> description("enqueue").startsWith("Put every piece"));
    }

    @Test
    void G5_aGoodFileRunsWhileABadOneWaits() throws Exception {
        edit("routes/flows/enqueue.camel.yaml", "Put each piece", "Put every piece");
        edit("routes/flows/confirm.camel.yaml", "ref: confirmations", "ref: confirmation");
        look();
        assertThat(description("enqueue")).startsWith("Put every piece");
        assertThat(gateway.getBean(RouteReload.class).rejected()).singleElement()
            .satisfies(file -> assertThat(file.file()).endsWith("confirm.camel.yaml"));
    }

    @Test
    void G5_newRenamedAndDeletedFilesWithSeveralRoutes() throws Exception {
        Path file = folder.resolve("routes/flows/copy.camel.yaml");
        String route = "- route:\n    id: %1$s\n    group: flows\n    description: Copy\n    from:\n      uri: direct:%1$s\n      steps:\n"
            + "        - to: {uri: \"direct:enqueue\"}\n";
        String header = "# In: Out: Needs: See:\n";
        Files.writeString(file, header + route.formatted("copy") + route.formatted("copy-again"));
        look();
        assertThat(routes()).contains("copy", "copy-again");
        Files.delete(file);
        Files.writeString(file.resolveSibling("copied.camel.yaml"), header + route.formatted("copied") + route.formatted("copy"));
        look();
        assertThat(routes()).contains("copied", "copy").doesNotContain("copy-again");
        Files.delete(file.resolveSibling("copied.camel.yaml"));
        look();
        assertThat(routes()).doesNotContain("copied", "copy");
    }

    @Test
    void G5_anEditedPolicyHoldsForEveryRoute() throws Exception {
        var running = routes();
        edit("routes/policies/errors.camel.yaml", "{uri: \"direct:dead-letter\"}", "{uri: \"jms:queue:dead-texts\", pattern: InOnly}");
        look();
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(routes()).isEqualTo(running);
        camel.createProducerTemplate().sendBody("jms:queue:users", "no id");
        await().atMost(Duration.ofSeconds(20)).until(() ->
            camel.createConsumerTemplate().receiveBodyNoWait("jms:queue:dead-texts") != null);
    }

    @Test
    void G5_anExchangeWaitsForMessagesUnderWay() throws Exception {
        for (int i = 0; i < 5; i++) {
            edit("routes/flows/enqueue.camel.yaml", "group: flows", "group: flows # again");
            taken();
            messagesFlow();
        }
    }

    @Test
    void G5_noRequestIsRefusedWhileAWebhookIsExchanged() throws Exception {
        var answers = new ConcurrentSkipListSet<String>();
        var url = URI.create("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + "/channels/none/webhook");
        var request = HttpRequest.newBuilder(url).header("Authorization", "Basic " + Base64.getEncoder()
            .encodeToString("mdm:mdm".getBytes(StandardCharsets.US_ASCII))).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
        var ended = new AtomicBoolean();
        var mdm = CompletableFuture.runAsync(() -> {
            var client = HttpClient.newHttpClient();
            while (!ended.get()) {
                var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
                answers.add(answer.statusCode() + " " + answer.body());
            }
        });
        try {
            await().until(() -> !answers.isEmpty());
            var before = Set.copyOf(answers);
            for (int i = 0; i < 3; i++) {
                edit("routes/channels/send-nanomdm.camel.yaml", "group: channels", "group: channels # again");
                look();
                assertThat(health().getStatus()).isEqualTo(Status.UP);
            }
            assertThat(answers).isEqualTo(before).singleElement().asString().as("our own words").contains("channel");
        } finally {
            ended.set(true);
            mdm.join();
        }
    }

    /** What the watch does twice a second: the first look sees the edit, the second takes it. */
    private static void look() throws Exception {
        gateway.getBean(RouteReload.class).look();
        gateway.getBean(RouteReload.class).look();
    }

    /** A route that does not come to rest in ten seconds is left as it is, and tried again. */
    private static void taken() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            look();
            assertThat(health().getStatus()).isEqualTo(Status.UP);
        });
    }

    private static String description(String route) {
        return camel.getRoute(route) == null ? "" : camel.getRoute(route).getDescription();
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

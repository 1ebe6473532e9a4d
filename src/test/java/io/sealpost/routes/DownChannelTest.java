package io.sealpost.routes;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.delivery.Bundles;
import io.sealpost.delivery.Confirmations;
import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.DueRows;
import io.sealpost.delivery.NanomdmFormats;
import io.sealpost.delivery.Report;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.Sealing;
import io.sealpost.delivery.Webhooks;
import io.sealpost.delivery.Work;
import io.sealpost.device.Channels;
import io.sealpost.device.Devices;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.lab.ca.Pem;
import io.sealpost.routes.TroubledMdm.Trouble;
import org.apache.camel.component.jms.JmsComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two channels of one kind, the real routes, broker and database. One is in trouble for an hour of the lab's time, with deliveries
 * waiting for it: the other does not notice, and afterwards everything arrives once. {@code -Dsealpost.waiting=10000} for the full size.
 */
class DownChannelTest {
    private static final int WAITING = Integer.getInteger("sealpost.waiting", 300);
    private static final boolean SHORT = WAITING < 1000;
    private static final int SAMPLE = SHORT ? 40 : 100;
    private static final int STEPS = SHORT ? 6 : 12; // of the hour
    /** Milliseconds that p95 may be off by: beside other tests more. Who waits for a channel in trouble waits for seconds. */
    private static final int NOISE = SHORT ? 250 : 30;
    /** Of the full size, heap is compared within a tenth: H2's pages, as many as it keeps, would be in there too. */
    private static final Databases DATABASE = SHORT ? Databases.H2 : Databases.POSTGRESQL;
    private static final Duration SOON = Duration.ofMillis(20); // of the lab's time

    @TempDir
    Path folder;
    private final Ticking clock = new Ticking();
    private TestBroker broker;
    private TroubledMdm well;
    private TroubledMdm down;
    private Core core;
    private RouteFixture routes;
    private int joined;

    @BeforeEach
    void start() throws Exception {
        well = new TroubledMdm();
        down = new TroubledMdm();
        Path ca = Files.writeString(folder.resolve("ca.pem"), Pem.block("CERTIFICATE", TestCertificates.root().getEncoded()));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.put("sealpost.node", "test");
        settings.put("sealpost.platforms.IOS.channel", "well");
        Map.of("well", well.url(), "down", down.url()).forEach((name, url) -> Map.of("kind", "nanomdm", "url", url, "username", "u",
            "password", "p", "webhook-key", "k", "device-ca", ca, "signer", "s", "timeout", name.equals("down") ? "300ms" : "10s")
            .forEach((key, value) -> settings.put("sealpost.channels." + name + "." + key, value)));
        core = Core.on(DATABASE, folder, clock, settings);
        broker = new TestBroker(folder);
        JmsComponent jms = broker.component();
        routes = RouteFixture.of(Map.of("deliveries", core.get(Deliveries.class), "bundles", core.get(Bundles.class),
            "sealing", core.get(Sealing.class), "escrow", core.get(Escrow.class), "channels", core.get(Channels.class),
            "nanomdm", core.get(NanomdmFormats.class), "webhooks", core.get(Webhooks.class), "reports", core.get(Reports.class),
            "devices", core.get(Devices.class)), jms, new String[0], "flows/deliver.camel.yaml", "flows/enqueue.camel.yaml",
            "channels/send-nanomdm.camel.yaml", "escrow/fetch-keys-local.camel.yaml");
    }

    @AfterEach
    void stop() throws Exception {
        routes.close();
        broker.close();
        if (DATABASE == Databases.H2) {
            core.get(JdbcClient.class).sql("shutdown").update(); // or it would stay in the heap of the next one for a while
        }
        core.close();
        well.close();
        down.close();
    }

    @ParameterizedTest
    @EnumSource(value = Trouble.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void P6_aChannelInTroubleForAnHourHoldsUpNoOtherAndEverythingArrivesOnceAfterwards(Trouble trouble) throws Exception {
        boolean answers = trouble == Trouble.SLOW; // some of it arrives meanwhile, and the channel does not rest
        List<Work> forDown = join("down", WAITING);
        measure(SAMPLE, SOON); // warms up
        long before = p95(measure(SAMPLE, SOON));
        long heap = heap();
        down.become(trouble);

        int first = Math.min(WAITING, 300);
        int more = (WAITING - first) / STEPS;
        enqueue(forDown.subList(0, first));
        List<Long> times = new ArrayList<>(measure(SAMPLE, SOON));
        for (int step = 0; step < STEPS; step++) {
            await().atMost(Duration.ofSeconds(60)).until(() -> answers || broker.idle());
            clock.pass(Duration.ofMinutes(60 / STEPS));
            tick();
            enqueue(forDown.subList(first + step * more, first + (step + 1) * more));
            times.addAll(measure(SAMPLE / 5, SOON)); // while it is tried again
        }
        long during = p95(times);

        assertThat(during).as("p95 in ms with channel down %s, without it %s", trouble, before).isLessThan(2 * before + NOISE);
        await().atMost(Duration.ofSeconds(60)).until(() -> answers || broker.idle());
        int waiting = pending("down");
        long then = heap();
        System.out.printf("%s, %d waiting: p95 %d ms, before %d ms, heap %d MB, before %d MB, %d calls%n", trouble, waiting, during,
            before, then >> 20, heap >> 20, down.calls());
        assertThat((double) then).as("heap after GC with %s waiting", waiting).isBetween((SHORT ? 0.5 : 0.9) * heap, 1.1 * heap);
        await().atMost(Duration.ofSeconds(60)).until(() -> pending("well") == 0);
        if (!answers) {
            assertThat(waiting).as("waiting").isEqualTo(WAITING);
            assertThat(down.calls()).as("it is tried, no more").isLessThan(120);
        }

        down.become(Trouble.NONE);
        for (int tick = 0; pending("down") > 0 && tick < 400; tick++) {
            clock.pass(Duration.ofSeconds(30));
            tick();
            await().atMost(Duration.ofMinutes(2)).until(broker::idle);
        }
        assertThat(pending("down")).isZero();
        assertThat(down.queued()).as("each once").isEqualTo(WAITING);
        assertThat(core.get(JdbcClient.class).sql("select distinct state from delivery").query(String.class).list())
            .containsExactly("SENT");
    }

    /** Devices join: each is to be asked for its certificates. */
    private List<Work> join(String channel, int devices) {
        List<Work> work = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            work.addAll(core.get(Confirmations.class).apply(new Report(channel, "device-" + joined++, Report.Event.JOINED,
                clock.instant(), "IOS", "iPhone14,5", null, null, null, null, List.of(), List.of())));
        }
        return work;
    }

    /** Devices join one after the other: milliseconds from the queue to the MDM. */
    private List<Long> measure(int deliveries, Duration between) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < deliveries; i++) {
            clock.pass(between);
            List<Work> work = join("well", 1);
            long begun = System.nanoTime();
            enqueue(work);
            assertThat(well.next(60)).as("arrived").isNotNull();
            times.add((System.nanoTime() - begun) / 1_000_000);
        }
        return times;
    }

    /** As flow wake-due. */
    private void tick() {
        enqueue(core.get(DueRows.class).deliveries());
    }

    private void enqueue(List<Work> work) {
        assertThat(routes.send("direct:enqueue", work, Map.of()).getException()).isNull();
    }

    private int pending(String channel) {
        return core.get(JdbcClient.class).sql("select count(*) from delivery d join device v on v.id = d.device where v.channel = ?"
            + " and d.state = 'PENDING'").param(channel).query(Integer.class).single();
    }

    private static long p95(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() * 95 / 100);
    }

    /** Bytes after GC, as soon as another one frees no more: what the case before has left may take several. */
    private static long heap() {
        long last;
        long now = Long.MAX_VALUE;
        do {
            last = now;
            System.gc();
            now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } while (now < last * 0.995);
        return now;
    }
}

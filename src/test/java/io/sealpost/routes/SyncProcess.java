package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Guard;
import io.sealpost.directory.Plans;
import io.sealpost.directory.RawEntry;
import io.sealpost.directory.Sync;
import io.sealpost.directory.Syncs;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A process that does nothing but sync a {@link LoggedDirectory}, over and over, until it is killed. */
final class SyncProcess {
    private SyncProcess() {
    }

    /**
     * @param arguments the folder of database and log; hours that its clock is ahead, so that a run of its predecessor is seen to be dead
     *                  at once; how many runs, or 0 for as many as it lives for
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(Long.parseLong(arguments[1])));
        int runs = Integer.parseInt(arguments[2]);
        try (Core core = Core.over(new DriverManagerDataSource(Databases.h2(folder) + ";DB_CLOSE_DELAY=20", "sealpost", ""), clock,
                settings()); RouteFixture routes = routes(core, new LoggedDirectory(folder.resolve("log")))) {
            System.out.println("up");
            for (int i = 0; runs == 0 || i < runs; i++) {
                routes.send("direct:sync-directory", "logged", Map.of());
            }
        }
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(Map.of("sealpost.node", "test", "sealpost.guard.users.count", "1000",
            "sealpost.guard.users.most-percent", "100"));
        Map.of("kind", "log", "url", "ldap://127.0.0.1:1", "base", "dc=example,dc=com")
            .forEach((key, value) -> settings.put("sealpost.directories.logged." + key, value));
        return settings;
    }

    private static RouteFixture routes(Core core, LoggedDirectory directory) throws Exception {
        Syncs syncs = core.get(Syncs.class);
        RouteFixture routes = RouteFixture.of(Map.of("directories", core.get(Directories.class), "syncs", syncs, "guard",
            core.get(Guard.class), "plans", core.get(Plans.class)), new String[] {"enqueue", "look-up-entry"},
            "flows/sync-directory.camel.yaml");
        routes.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:read-log").process(exchange -> {
                    String since = exchange.getVariable("sync", Sync.class).watermark();
                    List<LoggedDirectory.Change> changes = directory.after(since == null ? 0 : Integer.parseInt(since));
                    exchange.setProperty("last", changes.isEmpty() ? since : String.valueOf(changes.get(changes.size() - 1).number()));
                    exchange.getMessage().setBody(pages(changes));
                }).split(body()).streaming().stopOnException().process(e -> System.out.println("page")).to("direct:stage-page").end()
                    .process(e -> syncs.readChanges(e.getVariable("sync", Sync.class), e.getProperty("last", String.class)));
            }
        });
        routes.recorded("enqueue").whenAnyExchangeReceived(e -> System.out.println("batch"));
        return routes;
    }

    private static List<List<RawEntry>> pages(List<LoggedDirectory.Change> changes) {
        return IntStream.range(0, (changes.size() + 9) / 10).mapToObj(i -> changes.subList(i * 10, Math.min(changes.size(), i * 10 + 10))
            .stream().map(LoggedDirectory.Change::entry).toList()).toList();
    }
}

package io.sealpost.proofs;

import io.sealpost.Databases;
import io.sealpost.lab.world.Options;
import io.sealpost.lab.world.World;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two gateways on one PostgreSQL and one broker, as config/application-cluster.yaml has it. {@code -Dsealpost.kills=10} kills one of
 * them so often, each in its turn.
 */
class ClusterIT {
    private static final int KILLS = Integer.getInteger("sealpost.kills", 1);
    private static final Path FOLDER = Path.of("target", "proofs", "ClusterIT", "lab");

    @Test
    void P2_G5_twoNodesProveTheLabTogetherAndOneMayDie() throws Exception {
        var world = World.start(new Options(3, 1, FOLDER, CrashRun.PATIENCE, 20));
        var ports = List.of(Broker.freePort(), Broker.freePort());
        var database = Databases.postgresUrl("d" + UUID.randomUUID().toString().replace("-", ""));
        try (world; var moments = new Moments(); var broker = new Broker();
             var door = new Balancer(URI.create(world.gateway().url()).getPort(), ports)) {
            var routes = new EditedRoutes(world.options().gatewayFolder().resolve("routes"), moments.url())
                .after("flows/wake-due.camel.yaml", "method: users", "{{sealpost.node}} fired ${header.scheduledFireTime}").folder();
            var nodes = new ArrayList<GatewayProcess>();
            for (int port : ports) {
                // each node has its own folder; the world leaves its files with the first
                var imports = world.options().gatewayFolder().resolve(nodes.isEmpty() ? "import" : "import-" + port);
                nodes.add(node(world, port, imports, database, broker.url(), routes));
            }
            try {
                run(world, nodes, moments);
                assertThat(broker.waiting("DLQ") + broker.waiting("dead-letters")).as("dead letters").isZero();
                var result = Aftermath.of(world, new DriverManagerDataSource(database)).check();
                System.out.println(KILLS + " kills of one of two nodes: " + result + "; schedules fired " + moments.told().size());
            } finally {
                nodes.forEach(GatewayProcess::close);
            }
        }
    }

    private static void run(World world, List<GatewayProcess> nodes, Moments moments) {
        nodes.forEach(GatewayProcess::start);
        world.play();
        for (int nth = 0; nth < KILLS; nth++) {
            var victim = nodes.get(nth % 2);
            int before = moments.told().size();
            world.join(world.people().get(nth % 3));
            World.await("the schedules fire", CrashRun.PATIENCE, () -> moments.told().size() > before + 1);
            victim.kill();
            int after = moments.told().size();
            World.await("the other node goes on", CrashRun.PATIENCE, () -> moments.told().size() > after + 1);
            victim.start();
        }
        CrashRun.awaitProof(world);
        var fired = moments.told();
        assertThat(fired.stream().map(tick -> tick.substring(tick.indexOf(" fired "))).toList()).as("one node fires each")
            .doesNotHaveDuplicates();
        nodes.forEach(GatewayProcess::stop);
    }

    private static GatewayProcess node(World world, int port, Path imports, String database, String broker, Path routes) {
        var data = world.options().gatewayFolder().resolve("node-" + port);
        var settings = new ArrayList<>(CrashRun.SETTINGS);
        settings.addAll(List.of("--spring.profiles.active=cluster", "--server.port=" + port, "--sealpost.node=node-" + port,
            "--sealpost.data=" + data, "--logging.file.name=" + data.resolve("sealpost.log"), "--sealpost.routes=" + routes,
            "--sealpost.import.folder=" + imports, "--spring.datasource.url=" + database,
            "--spring.datasource.username=postgres", "--spring.artemis.broker-url=" + broker));
        return new GatewayProcess(world.options().gatewayProperties(), FOLDER.resolveSibling("node-" + port + ".out"), settings);
    }
}

package io.sealpost.lab.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.EstServer;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.gateway.Accounts;
import io.sealpost.lab.gateway.GatewayApi;
import io.sealpost.lab.gateway.GatewayFiles;
import io.sealpost.lab.gateway.GatewayProperties;
import io.sealpost.lab.people.Directories;
import io.sealpost.lab.seed.Chance;
import io.sealpost.lab.time.LabClock;

/** Everything that the gateway talks to, and what it is told of it. */
final class Servers implements AutoCloseable {
    private final Options options;
    private final Map<String, String> passwords = Accounts.fresh();
    private final Authority root = Authority.root("Sealpost Lab Root");
    private final Authority issuing = root.subordinate("Sealpost Lab Issuing");
    private final GatewayFiles gatewayFiles;
    private final GatewayApi gateway;
    private final Directories directories;
    private final EstServer est;
    private final NanoMdm nanoMdm;
    private final List<Management> managements;

    Servers(Options options, Chance chance, Predicate<String> knownAddress, LabClock clock, ScheduledExecutorService threads) {
        this.options = options;
        int port = freePort();
        var url = "http://127.0.0.1:" + port;
        gatewayFiles = new GatewayFiles(options.gatewayFolder().resolve("config"), root, issuing);
        gateway = new GatewayApi(url, passwords);
        directories = new Directories(List.of(issuing, root));
        est = new EstServer(root, issuing, gatewayFiles.estClient(), chance, knownAddress, clock, options.scenario().validity());
        var ground = new Ground(options, chance, root, issuing, gatewayFiles, url, passwords.get("channel"), clock, threads,
                options.folder());
        nanoMdm = new NanoMdm(ground);
        managements = managements(ground);
        var properties = new GatewayProperties(port, options.users(), options.gatewayFolder(), passwords, gatewayFiles)
                .ca(est.url()).clock(options.clock());
        directories.all().forEach((name, each) -> properties.directory(name, each.access()));
        managements.forEach(each -> each.configure(properties));
        properties.write(options.gatewayProperties());
        var ca = options.folder().resolve("ca");
        Pem.write(ca.resolve("root.pem"), Pem.of(root.certificate()));
        Pem.write(ca.resolve("issuing.pem"), Pem.of(issuing.certificate()));
        est.publish(ca.resolve("issuing.crl"));
        Pem.write(options.folder().resolve("endpoints.json"), endpoints());
    }

    private List<Management> managements(Ground ground) {
        var all = new ArrayList<Management>(List.of(nanoMdm));
        if (options.platforms().contains(Options.Platform.WINDOWS)) {
            all.add(new FleetMdm(ground));
        }
        if (options.platforms().contains(Options.Platform.ANDROID)) {
            all.add(new AndroidMdm(ground));
        }
        if (options.platforms().contains(Options.Platform.INTUNE)) {
            all.add(new IntuneMdm(ground));
        }
        return all;
    }

    private String endpoints() {
        var json = new ObjectMapper();
        var top = json.createObjectNode();
        var own = top.putObject("gateway").put("url", gateway.url()).put("api", gateway.url() + "/api/v1")
                .put("console", gateway.url() + "/actuator/hawtio").put("properties", options.gatewayProperties().toString());
        var accounts = own.putObject("accounts");
        passwords.forEach((role, password) -> accounts.putObject(role).put("user", role).put("password", password));
        var listed = top.putObject("directories");
        directories.all().forEach((name, each) -> listed.putObject(name).put("kind", each.access().kind()).put("url", each.access().url())
                .put("base", each.access().base()).put("bindDn", each.access().bindDn()).put("password", each.access().password()));
        var config = options.gatewayFolder().resolve("config");
        top.putObject("ca").put("url", est.url()).put("trust", config.resolve("trust.pem").toString())
                .put("clientCertificate", config.resolve("est-client.pem").toString())
                .put("clientKey", config.resolve("est-client.key").toString());
        managements.forEach(each -> each.describe(top));
        top.putObject("escrow").put("kek", "lab-kek").put("hex", HexFormat.of().formatHex(gatewayFiles.kek()));
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(top) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path importFolder() {
        return options.gatewayFolder().resolve("import");
    }

    String password(String role) {
        return passwords.get(role);
    }

    Authority root() {
        return root;
    }

    Authority issuing() {
        return issuing;
    }

    GatewayApi gateway() {
        return gateway;
    }

    Directories directories() {
        return directories;
    }

    EstServer est() {
        return est;
    }

    /** The MDM of iPhones, which late devices of tests join. */
    NanoMdm nanoMdm() {
        return nanoMdm;
    }

    List<Management> managements() {
        return managements;
    }

    void listen(Consumer<String> listener) {
        directories.listen(listener);
        est.listen(listener);
        managements.forEach(each -> each.listen(listener));
    }

    @Override
    public void close() {
        managements.forEach(Management::close);
        est.close();
        directories.close();
    }
}

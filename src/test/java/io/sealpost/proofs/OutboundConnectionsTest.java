package io.sealpost.proofs;

import io.sealpost.lab.proxy.LoggingProxy;
import io.sealpost.lab.world.Options.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The gateway connects to what docs/operations.md lists, by the proxies it is told of, and to nothing else (S10). */
class OutboundConnectionsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `((?:sealpost|spring)\\.[^`]+)` \\|");
    private static final Pattern CALLED = Pattern.compile("(?m)\\buri: \"?\\$\\{variable\\.(ca|channel)\\.([^}]+)}");
    /** Reached by names that nobody resolves but the proxy. The others' names are checked elsewhere: a certificate, a claim. */
    private static final Map<String, String> RENAMED = Map.of("sealpost.channels.nanomdm.url", "nanomdm.invalid",
        "sealpost.channels.fleet.url", "fleet.invalid", "sealpost.channels.android.url", "android.invalid",
        "sealpost.channels.intune.url", "graph.invalid", "sealpost.channels.intune.parameters.authority", "login.invalid");
    private final Map<String, String> configured = new TreeMap<>();

    @AfterEach
    void direct() {
        List.of("socksProxyHost", "socksProxyPort", "socksNonProxyHosts").forEach(System::clearProperty);
    }

    @Test
    void S10_theLabIsProvenThroughProxiesAndTheHostsSeenAreThoseTheDocsList() throws Exception {
        try (var proxy = new LoggingProxy()) {
            var platforms = List.of(Platform.IOS, Platform.WINDOWS, Platform.ANDROID, Platform.INTUNE);
            try (var run = LabRun.start(getClass(), 1, platforms, properties -> settings(proxy, properties))) {
                run.proven();
            }
            var listed = listed();
            var http = new TreeSet<String>();
            var ldap = new TreeSet<String>();
            configured.forEach((key, value) -> {
                if (listed.stream().anyMatch(row -> key.matches(row.replace(".", "\\.").replace("*", "[^.]+"))) && value.contains("://")) {
                    URI url = URI.create(value);
                    (url.getScheme().startsWith("ldap") ? ldap : http).add(url.getHost() + ":" + url.getPort());
                }
            });
            assertThat(http).as("the lab has something for each row").hasSize(7);
            assertThat(proxy.overHttp()).isEqualTo(http);
            ldap.add("127.0.0.1:" + proxy.port());
            var own = "127.0.0.1:" + configured.get("server.port"); // Tomcat wakes its own acceptor so when it stops
            if (proxy.overSocks().contains(own)) {
                ldap.add(own);
            }
            assertThat(proxy.overSocks()).as("sockets of this process: to the directory and the HTTP proxy, none past it").isEqualTo(ldap);
        }
    }

    @Test
    void S10_noRouteCallsAnAddressThatTheDocsDoNotList() throws Exception {
        var called = new TreeSet<String>();
        try (var files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
                CALLED.matcher(Files.readString(file)).results().forEach((MatchResult m) -> called.add("sealpost." + m.group(1) + "s.*."
                    + m.group(2).replaceAll("^parameter.['\\[(]*|^parameters\\[", "parameters.").replaceAll("['\\])]+$", "")));
            }
        }
        assertThat(called).hasSize(4).as("%s", called).allMatch(listed()::contains);
    }

    private static Set<String> listed() throws IOException {
        var text = Files.readString(Path.of("docs", "operations.md"));
        var section = text.substring(text.indexOf("\n## Outbound connections"));
        return ROW.matcher(section.substring(0, section.indexOf("\n## ", 1))).results().map(m -> m.group(1)).collect(Collectors.toSet());
    }

    /** Both components to the proxy, names that only it resolves, and every other socket of this process to it by SOCKS. */
    private List<String> settings(LoggingProxy proxy, Path file) {
        var properties = new Properties();
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var settings = new ArrayList<String>();
        properties.forEach((key, value) -> {
            var address = value.toString().replace("127.0.0.1", RENAMED.getOrDefault(key, "127.0.0.1"));
            configured.put(key.toString(), address);
            if (RENAMED.containsKey(key)) {
                settings.add("--" + key + "=" + address);
            }
        });
        for (String component : List.of("http", "https")) {
            settings.add("--camel.component." + component + ".proxy-host=127.0.0.1");
            settings.add("--camel.component." + component + ".proxy-port=" + proxy.port());
            settings.add("--camel.component." + component + ".proxy-auth-scheme=http");
        }
        System.setProperty("socksProxyHost", "127.0.0.1");
        System.setProperty("socksProxyPort", String.valueOf(proxy.port()));
        System.setProperty("socksNonProxyHosts", "");
        return settings;
    }
}

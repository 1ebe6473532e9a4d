package io.sealpost.routing;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the configuration names: each kind has its route, each name of a CA, channel, key or TLS bundle is one that is configured. */
final class ConfiguredKinds {
    /** The one verb without which a CA's kind does very well. */
    static final String REVOKE = "revoke-";
    private static final String REVOKES = "sealpost.certificate-profiles.pkcs.revoke";
    private static final Map<String, String> VERBS = Map.of("sealpost.directories", "read-", "sealpost.cas", "enroll-",
        "sealpost.channels", "send-");
    private static final Map<String, String> FOLDERS = Map.of("read-", "directories", "enroll-", "cas", "send-", "channels",
        "fetch-keys-", "escrow");
    private final Configuration configuration;

    ConfiguredKinds(Configuration configuration) {
        this.configuration = configuration;
    }

    Stream<Finding> findings(RouteFiles files) {
        TreeSet<String> directs = files.directs();
        Set<String> channels = configuration.below("sealpost.channels");
        return Stream.of(
            VERBS.entrySet().stream().flatMap(e -> configuration.below(e.getKey()).stream()
                .flatMap(name -> kind(e.getKey() + "." + name + ".kind", e.getValue(), directs))),
            kind("sealpost.escrow.kind", "fetch-keys-", directs),
            revoking(directs),
            channels.stream().flatMap(name -> queue("sealpost.channels." + name + ".kind", files)),
            configuration.below("sealpost.platforms").stream().filter(p -> !channels.isEmpty())
                .flatMap(p -> named("sealpost.platforms." + p + ".channel", "sealpost.channels")),
            named("sealpost.certificate-profiles.pkcs.ca", "sealpost.cas"),
            named("sealpost.escrow.kek", "sealpost.escrow.keks"),
            configuration.below("sealpost.cas").stream().flatMap(ca -> bundle("sealpost.cas." + ca + ".tls")),
            channels.stream().flatMap(c -> bundle("sealpost.channels." + c + ".signer"))).flatMap(s -> s);
    }

    private Stream<Finding> kind(String key, String verb, TreeSet<String> directs) {
        String kind = configuration.value(key);
        if (kind.isEmpty() || directs.contains(verb + kind)) {
            return Stream.empty();
        }
        Set<String> kinds = new TreeSet<>();
        directs.stream().filter(d -> d.startsWith(verb)).forEach(d -> kinds.add(d.substring(verb.length())));
        return Stream.of(configuration.finding(key, key + " is " + kind + ", but there is no route direct:" + verb + kind,
            Likeness.meant(kind, kinds, "Write routes/" + FOLDERS.get(verb) + "/" + verb + kind + RouteFile.SUFFIX
                + ", or name one of " + kinds)));
    }

    /** Asked for by the profile (S31), so that nobody believes that certificates are revoked which never are. */
    private Stream<Finding> revoking(TreeSet<String> directs) {
        String kind = configuration.value("sealpost.cas." + configuration.value("sealpost.certificate-profiles.pkcs.ca") + ".kind");
        return !configuration.value(REVOKES).equals("on-removal") || kind.isEmpty() || directs.contains(REVOKE + kind) ? Stream.empty()
            : Stream.of(configuration.finding(REVOKES, REVOKES + " is on-removal, but there is no route direct:" + REVOKE + kind
                + (kind.equals("est") ? ": EST (RFC 7030) cannot revoke" : ""), "Write routes/cas/" + REVOKE + kind + RouteFile.SUFFIX
                + (kind.equals("est") ? ", which speaks another protocol of that CA" : "") + ", or set it to never"));
    }

    /** Deliveries of a kind go to a queue of their own, which the channel's file consumes. */
    private Stream<Finding> queue(String key, RouteFiles files) {
        String kind = configuration.value(key);
        String queue = "jms:queue:deliveries." + kind;
        return kind.isEmpty() || !files.directs().contains("send-" + kind) || files.sources().anyMatch(queue::equals) ? Stream.empty()
            : Stream.of(configuration.finding(key, "No route takes deliveries of kind " + kind, "Write a route with from: " + queue
                + " into routes/channels/send-" + kind + RouteFile.SUFFIX));
    }

    private Stream<Finding> named(String key, String parent) {
        String name = configuration.value(key);
        Set<String> names = configuration.below(parent);
        return name.isEmpty() || names.contains(name) ? Stream.empty()
            : Stream.of(configuration.finding(key, key + " is " + name + ", which is not under " + parent,
                Likeness.meant(name, names, "Add it there, or name one of " + names)));
    }

    private Stream<Finding> bundle(String key) {
        String name = configuration.value(key);
        Set<String> names = new TreeSet<>(configuration.below("spring.ssl.bundle.pem"));
        names.addAll(configuration.below("spring.ssl.bundle.jks"));
        return name.isEmpty() || names.contains(name) ? Stream.empty()
            : Stream.of(configuration.finding(key, key + " is " + name + ", which is no spring.ssl.bundle",
                Likeness.meant(name, names, "Add spring.ssl.bundle.pem." + name + " with keystore and truststore")));
    }
}

package io.sealpost.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An edit that would not work.
 *
 * @param name    what somebody did
 * @param file    the file, below the folder that holds routes/ and application.yaml
 * @param found   the text that is edited, once
 * @param written what stands there afterwards; null: the file is gone; "→ NAME": it is renamed so
 * @param where   the file and line that the finding names
 * @param fix     a word of its what and fix
 */
record Mistake(String name, String file, String found, String written, String where, String fix) {
    private static final int NO_LINE = Integer.MIN_VALUE;
    private static final String ENQUEUE = "routes/flows/enqueue.camel.yaml";
    private static final String DELIVER = "routes/flows/deliver.camel.yaml";
    private static final String NANOMDM = "routes/channels/send-nanomdm.camel.yaml";

    static List<Mistake> inRoutes() {
        return List.of(
            edit("a step misspelt", ENQUEUE, "- setBody:", "- setBodi:", 0, "Did you mean setBody?"),
            edit("a call to nowhere", "routes/flows/reconcile-user.camel.yaml", "direct:enqueue", "direct:enqeue", 0,
                "Did you mean enqueue?"),
            edit("a call to a kind of nothing", DELIVER, "direct:send-${", "direct:sent-${", 0, "Did you mean send-?"),
            edit("a bean misspelt", "routes/flows/confirm.camel.yaml", "ref: confirmations", "ref: confirmation", 0,
                "Did you mean confirmations?"),
            edit("a method misspelt", DELIVER, "\"sent(", "\"send(", 0, "Did you mean sent?"),
            edit("an argument forgotten", DELIVER, "sent(${variable.delivery})", "sent()", 0, "Give it 1"),
            edit("a key misspelt", "routes/flows/wake-due.camel.yaml", "{{sealpost.wake.schedule}}", "{{sealpost.wake.shedule}}", 0,
                "Correct the key"),
            edit("a variable misspelt", "routes/cas/enroll-est.camel.yaml", "variable.enrollment.csr", "variable.enrolment.csr", 0,
                "Did you mean enrollment?"),
            edit("an id used twice", "routes/policies/give-up.camel.yaml", "id: refused", "id: give-up", 0, "Choose another name"),
            edit("no description", "routes/escrow/fetch-keys-local.camel.yaml", "    description: Fetch", "    # Fetch", -3,
                "Add description:"),
            edit("an unknown policy", "routes/api/users.camel.yaml", "routeConfigurationId: api", "routeConfigurationId: apy", 0,
                "Did you mean api?"),
            edit("a script", ENQUEUE, "{simple: \"${body.id}\"}", "{groovy: \"body.id\"}", 0, "Write simple:"),
            edit("a class name", "routes/flows/issue-signing-certificate.camel.yaml", "type: String", "type: java.lang.String", 0,
                "Call a bean by its name"),
            edit("a query string", ENQUEUE, "jms:queue:users", "jms:queue:users?timeToLive=1", 0, "parameters:"),
            edit("an expression in a literal address", NANOMDM, "uri: ${variable.channel.url}",
                "uri: http://mdm.example.com/${variable.channel.name}", 0, "CamelHttpPath"),
            edit("an option misspelt", NANOMDM, "connectTimeout:", "connectTimout:", 0, "Did you mean connectTimeout?"),
            edit("an unknown component", ENQUEUE, "jms:queue:users", "jsm:queue:users", 0, "Did you mean jms?"),
            edit("a brace forgotten in Simple", ENQUEUE, "${body.queue}", "${body.queue", 0, "Simple"),
            edit("a brace forgotten in YAML", ENQUEUE, "expression: {simple: \"${body}\"}", "expression: {simple: \"${body}\"", 1,
                "not YAML"),
            edit("shorthand", "routes/flows/confirm.camel.yaml", "- to: {uri: \"direct:enqueue\"}", "- to: direct:enqueue", 0,
                "by name"),
            edit("no error policy left", "routes/policies/errors.camel.yaml", "- routeConfiguration:\n",
                "- routeConfiguration:\n    id: errors\n", NO_LINE, "Bring back"),
            new Mistake("a file that others call is gone", ENQUEUE, "", null, "routes/api/devices.camel.yaml:48", "direct:enqueue"),
            new Mistake("a file renamed, its route not", ENQUEUE, "", "→ routes/flows/queue-up.camel.yaml",
                "routes/flows/queue-up.camel.yaml:7", "Name the file enqueue.camel.yaml"));
    }

    static List<Mistake> inConfiguration() {
        String file = "application.yaml";
        return List.of(
            edit("an unknown key", file, "compare-every:", "compare-evry:", 0, "Did you mean compare-every?"),
            edit("a kind without a route", file, "kind: est", "kind: ets", 0, "Did you mean est?"),
            edit("a platform without its channel", file, "channel: nanomdm", "channel: nanomdn", 0, "Did you mean nanomdm?"),
            edit("a profile without its CA", file, "ca: issuing", "ca: isuing", 0, "Did you mean issuing?"),
            edit("a key-encryption key that is not there", file, "kek: kek-2026", "kek: kek-2025", 0, "Did you mean kek-2026?"),
            edit("revocation wanted of a CA that cannot", file, "pkcs: {ca: issuing}", "pkcs: {ca: issuing, revoke: on-removal}", 0,
                "EST (RFC 7030) cannot revoke"),
            edit("TLS that is not there", file, "tls: issuing", "tls: isuing", 0, "Did you mean issuing?"),
            edit("no schedule", file, "0/10 * * * * ?", "every minute", 0, "Quartz cron"),
            edit("no schedule of a directory", file, "0 0/7 * * * ?", "every hour", 0,
                "sealpost.directories.corporate.schedule is no schedule: every hour"),
            edit("a schedule whose times have passed", file, "0 0/15 * * * ?", "0 0 2 * * ? 2020", 0, "sync.schedule is no schedule"),
            edit("no duration", file, "timeout: 20s", "timeout: soon", 0, "cas.issuing.timeout"));
    }

    /** @param below how far the line that is named lies below the edited one */
    private static Mistake edit(String name, String file, String found, String written, int below, String fix) {
        try {
            String text = file.startsWith("routes/") ? Files.readString(Path.of(file)) : CONFIGURATION;
            long line = text.substring(0, text.indexOf(found)).chars().filter(c -> c == '\n').count() + 1 + below;
            return new Mistake(name, file, found, written, below == NO_LINE ? "" : file + ":" + line, fix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it in a copy. */
    void save(Path folder) throws IOException {
        Path path = folder.resolve(file);
        if (written == null) {
            Files.delete(path);
        } else if (written.startsWith("→ ")) {
            Files.move(path, folder.resolve(written.substring(2)));
        } else {
            String text = Files.readString(path);
            if (!text.contains(found)) {
                throw new IllegalStateException(file + " has no " + found);
            }
            Files.writeString(path, text.replaceFirst(java.util.regex.Pattern.quote(found),
                java.util.regex.Matcher.quoteReplacement(written)));
        }
    }

    /** Undoes it. */
    static void mend(Path folder, Map<Path, String> texts) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> !texts.containsKey(f)).toList()) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, String> file : texts.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    static Map<Path, String> texts(Path folder) throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(file, Files.readString(file));
            }
        }
        return texts;
    }

    /** The shipped routes and a whole configuration, in an empty folder. */
    static void copyTo(Path folder) throws IOException {
        for (Map.Entry<Path, String> file : texts(Path.of("routes")).entrySet()) {
            Path copy = folder.resolve(file.getKey().toString());
            Files.createDirectories(copy.getParent());
            Files.writeString(copy, file.getValue());
        }
        Files.writeString(folder.resolve("application.yaml"), CONFIGURATION);
    }

    private static final String CONFIGURATION = """
        sealpost:
          node: test
          wake:
            schedule: "0/10 * * * * ?"
            compare-every: 24h
          poll.schedule: "0 0/5 * * * ?"
          crls.schedule: "0 0/10 * * * ?"
          smtp: {host: mail.example.com, port: 587, starttls: true, ssl: false}
          delivery.workers: 4
          escrow:
            kind: local
            kek: kek-2026
            keks: {kek-2026: {keystore: kek.p12, alias: kek-2026, password: ""}}
          cas:
            issuing:
              kind: est
              url: https://ca.example.com/.well-known/est
              tls: issuing
              trust: [root.pem]
              timeout: 20s
          channels:
            nanomdm:
              kind: nanomdm
              url: http://127.0.0.1:9000
              username: nanomdm
              password: secret
              webhook-key: secret
              device-ca: [device-ca.pem]
              signer: signer
          platforms: {IOS: {channel: nanomdm}}
          directories:
            corporate:
              kind: ldap
              url: ldaps://ldap.example.com
              base: dc=example,dc=com
              schedule: "0 0/7 * * * ?"
          certificate-profiles:
            pkcs: {ca: issuing}
          sync.schedule: "0 0/15 * * * ?"
          import.folder: import
        spring.ssl.bundle.pem:
          issuing.keystore.certificate: issuing.pem
          signer.keystore.certificate: signer.pem
        """;

    @Override
    public String toString() {
        return name;
    }
}

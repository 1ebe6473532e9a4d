package io.sealpost.routing;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import io.sealpost.directory.ActiveDirectory;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Directory;
import io.sealpost.directory.Observation;
import io.sealpost.directory.RawEntry;
import io.sealpost.directory.Watermarks;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.MapPropertySource;
import picocli.CommandLine;

/** The command {@code observe}: reads a directory as a sync would, writes nothing anywhere, and says what it holds. */
@CommandLine.Command(name = "observe", mixinStandardHelpOptions = true, sortOptions = false, description =
    "Reads a directory as a sync would, writes nothing anywhere, and prints what it holds and what would be delivered.")
public final class Observe implements Callable<Integer> {
    private static final String NAME = "observed";
    private static final String PREFIX = "sealpost.directories." + NAME + ".";
    private static final List<String> ATTRIBUTES = List.of("id", "upn", "uid", "mail", "aliases", "display-name", "groups");
    private final Clock clock = Clock.systemUTC();
    @CommandLine.Option(names = "--url", required = true, description = "ldaps://ldap.example.com or ldap://…")
    private String url;
    @CommandLine.Option(names = "--base", required = true, description = "where to search: ou=people,dc=example,dc=com")
    private String base;
    @CommandLine.Option(names = "--bind", paramLabel = "DN", defaultValue = "", description = "the account that reads; default: none")
    private String bind;
    @CommandLine.Option(names = "--password-file", paramLabel = "FILE", description = "whose first line is the account's password")
    private Path passwordFile;
    @CommandLine.Option(names = "--trust", paramLabel = "FILE", description = "PEM: the CAs of the server's TLS certificate; default: the"
        + " JVM's")
    private Path trust;
    @CommandLine.Option(names = "--start-tls", description = "turn an ldap:// connection to TLS before the log-in")
    private boolean startTls;
    @CommandLine.Option(names = "--kind", defaultValue = "ldap", description = "ldap, openldap or active-directory; default:"
        + " ${DEFAULT-VALUE}")
    private String kind;
    @CommandLine.Option(names = "--filter", description = "default: as in sealpost.directories")
    private String filter;
    @CommandLine.Option(names = "--attribute", paramLabel = "NAME=ATTRIBUTE", description = "which attribute is the id, upn, uid, mail,"
        + " aliases, display-name or groups; can be repeated")
    private Map<String, String> attributes = new LinkedHashMap<>();
    @CommandLine.Option(names = "--issuers", paramLabel = "FILE", description = "PEM: the CAs that issue the users' certificates, roots"
        + " too; without it nobody looks who issued them")
    private Path issuers;
    @CommandLine.Option(names = "--timeout", paramLabel = "DURATION", defaultValue = "30s", description = "for each page; default:"
        + " ${DEFAULT-VALUE}")
    private String timeout;
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec command;
    private Instant said = Instant.EPOCH;

    /** @return 0 if the directory was read to its end; 1 if not, and then there is no report */
    @Override
    public Integer call() {
        LoggingSystem.get(Observe.class.getClassLoader()).beforeInitialize(); // quiet: the output is for people
        PrintWriter err = command.commandLine().getErr();
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("observe", settings()));
            context.registerBean(Clock.class, () -> clock);
            context.register(SslAutoConfiguration.class, Directories.class, ActiveDirectory.class, Watermarks.class, LdapConnections.class,
                DirectoryContexts.class, LdapPagesComponent.class, ContentSyncComponent.class, SearchResults.class);
            context.refresh();
            return observe(context);
        } catch (BeanCreationException e) {
            err.println("Nothing was read: " + NestedExceptionUtils.getMostSpecificCause(e).getMessage().replace(PREFIX, ""));
            return 1;
        } catch (IOException | UndecodableCertificate e) {
            err.println("Nothing was read: " + (e instanceof NoSuchFileException ? "there is no file " : "") + e.getMessage());
            return 1;
        }
    }

    private Map<String, Object> settings() throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(PREFIX + "kind", kind);
        settings.put(PREFIX + "url", url);
        settings.put(PREFIX + "base", base);
        settings.put(PREFIX + "bind-dn", bind);
        settings.put(PREFIX + "timeout", timeout);
        if (passwordFile != null) {
            settings.put(PREFIX + "password", Files.readAllLines(passwordFile).stream().findFirst().orElse(""));
        }
        if (startTls) {
            settings.put(PREFIX + "start-tls", true);
        }
        if (trust != null) {
            settings.put("spring.ssl.bundle.pem." + NAME + ".truststore.certificate", trust.toUri().toString());
            settings.put(PREFIX + "tls", NAME);
        }
        if (filter != null) {
            settings.put(PREFIX + "filter", filter);
        }
        attributes.keySet().stream().filter(name -> !ATTRIBUTES.contains(name)).findFirst().ifPresent(name -> {
            throw new CommandLine.ParameterException(command.commandLine(), "--attribute " + name + "=… is none of "
                + String.join(", ", ATTRIBUTES));
        });
        attributes.forEach((name, attribute) -> settings.put(PREFIX + "attributes." + name, attribute));
        return settings;
    }

    private int observe(ApplicationContext context) throws IOException {
        Directory directory = context.getBean(Directories.class).get(NAME);
        List<X509Certificate> trusted = issuers == null ? List.of() : Certificates.parsePem(Files.readString(issuers));
        Instant begun = clock.instant();
        Observation observation = new Observation(directory, trusted, begun);
        PrintWriter err = command.commandLine().getErr();
        try (DirectoryReading reading = new DirectoryReading(context)) {
            reading.read(directory, page -> seen(observation, page, begun, err));
        } catch (DirectoryReading.Failed e) {
            err.println("Broken off after " + number(observation.entries()) + " entries, so there is nothing to conclude: "
                + e.getMessage());
            return 1;
        }
        PrintWriter out = command.commandLine().getOut();
        out.println("Read " + number(observation.entries()) + " entries from " + url + " in " + seconds(begun) + " s,\nbelow " + base
            + ".\nNothing was written, here or there.");
        observation.report().forEach(out::println);
        out.flush();
        return 0;
    }

    private void seen(Observation observation, List<RawEntry> page, Instant begun, PrintWriter err) {
        observation.stage(page);
        Instant now = clock.instant();
        if (said.plusSeconds(2).isBefore(now)) {
            said = now;
            long millis = Math.max(1, Duration.between(begun, now).toMillis());
            err.println(number(observation.entries()) + " entries, " + number(observation.entries() * 1000 / millis) + " a second");
            err.flush();
        }
    }

    private String seconds(Instant begun) {
        return String.format(Locale.ROOT, "%.1f", Duration.between(begun, clock.instant()).toMillis() / 1000.0);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

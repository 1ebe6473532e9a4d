package io.sealpost.routing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.Environment;

/** The configuration with the file and line of each key. Names are as Spring binds them: relaxed, lists by index. */
final class Configuration {
    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("sealpost");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private final Environment environment;
    private final Map<ConfigurationPropertyName, Origin> keys = new LinkedHashMap<>();

    Configuration(Environment environment) {
        this.environment = environment;
        for (var source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource all) {
                all.stream().forEach(name -> keys.putIfAbsent(name, source.getConfigurationProperty(name).getOrigin()));
            }
        }
    }

    Environment environment() {
        return environment;
    }

    /** The folder of route files. */
    Path routes() {
        return Path.of(environment.getProperty("sealpost.routes", "routes"));
    }

    /** What is wrong with the folder of route files itself; empty if it can be read. */
    Optional<Finding> withoutRoutes() {
        Path folder = routes();
        boolean readable = !folder.toString().isEmpty() && Files.isDirectory(folder) && Files.isReadable(folder);
        return readable ? Optional.empty() : Optional.of(finding("sealpost.routes", "The folder of route files, "
            + folder.toAbsolutePath().normalize() + ", " + (Files.exists(folder)
                ? "is not named, or no folder that can be read" : "does not exist"),
            "Start in the installation's folder, or name the right one in sealpost.routes (--sealpost.routes=FOLDER)"));
    }

    /** What is wrong with the configuration as a whole; empty if one was found. */
    Optional<Finding> withoutKeys() {
        boolean found = ours().keySet().stream().anyMatch(key -> !key.toString().equals("sealpost.routes"));
        return found ? Optional.empty() : Optional.of(new Finding("configuration", 0, "No configuration was found: nothing sets a key"
            + " under sealpost, and application.yaml does", "Start in the installation's folder, which has config/application.yaml, or"
            + " name its folder: --spring.config.location=file:FOLDER/"));
    }

    /** Our keys that somebody wrote; not those of the system's environment, where others write too (SEALPOST_SERVICE_HOST). */
    Map<ConfigurationPropertyName, Origin> ours() {
        Map<ConfigurationPropertyName, Origin> ours = new LinkedHashMap<>(keys);
        ours.entrySet().removeIf(e -> !OURS.isAncestorOf(e.getKey()) || e.getValue() instanceof SystemEnvironmentOrigin);
        return ours;
    }

    /** The words that stand right below a key, for example the names of the CAs below {@code sealpost.cas}. */
    Set<String> below(String key) {
        ConfigurationPropertyName parent = ConfigurationPropertyName.of(key);
        Set<String> names = new TreeSet<>();
        keys.keySet().stream().filter(parent::isAncestorOf).forEach(name ->
            names.add(name.getElement(parent.getNumberOfElements(), ConfigurationPropertyName.Form.ORIGINAL)));
        return names;
    }

    /** The value of a key with its placeholders resolved; empty if there is none. */
    String value(String key) {
        return environment.getProperty(key, "");
    }

    /** A route's text with {@code {{key}}} replaced by its value; what nothing is configured for stays. */
    String resolved(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(m -> Matcher.quoteReplacement(
            environment.getProperty(m.group(1), m.group())));
    }

    Finding finding(String key, String what, String fix) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        return finding(keys.entrySet().stream().filter(e -> e.getKey().equals(name) || name.isAncestorOf(e.getKey()))
            .map(Map.Entry::getValue).filter(o -> o != null).findFirst().orElse(null), what, fix);
    }

    static Finding finding(Origin origin, String what, String fix) {
        Origin text = origin;
        while (text instanceof PropertySourceOrigin nested && nested.getOrigin() != null) {
            text = nested.getOrigin();
        }
        if (text instanceof TextResourceOrigin place && place.getLocation() != null) {
            return new Finding(file(place), place.getLocation().getLine() + 1, what, fix);
        }
        return new Finding(text == null ? "configuration" : text.toString(), 0, what, fix);
    }

    private static String file(TextResourceOrigin place) {
        try {
            Path file = place.getResource().getFile().toPath().toAbsolutePath().normalize();
            Path here = Path.of("").toAbsolutePath();
            return (file.startsWith(here) ? here.relativize(file) : file).toString();
        } catch (IOException e) {
            return place.getResource().getDescription(); // it lies in a jar, not in a file
        }
    }
}

package io.sealpost.routing;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Keys under {@code sealpost.}: each is one that a settings record knows, or that a route reads as a placeholder. */
final class KnownKeys {
    static final Set<Class<?>> SETTINGS = settings();
    private final Configuration configuration;

    KnownKeys(Configuration configuration) {
        this.configuration = configuration;
    }

    Stream<Finding> findings(RouteFiles files) {
        SettingsTree tree = new SettingsTree();
        SETTINGS.forEach(type -> tree.add(type.getAnnotation(ConfigurationProperties.class).value(), type));
        Words.placeholders(files).filter(key -> key.startsWith("sealpost.")).forEach(tree::add);
        Stream<Finding> reload = Stream.of("camel.main.routes-reload-enabled").filter(key -> configuration.value(key).equals("true"))
            .map(key -> configuration.finding(key, "Camel's own reload takes a working route away for a bad edit",
                "Take " + key + " away: edited routes are taken as they are saved"));
        return Stream.concat(reload, unknown(tree));
    }

    private Stream<Finding> unknown(SettingsTree tree) {
        return configuration.ours().entrySet().stream().filter(e -> tree.known(e.getKey()) < e.getKey().getNumberOfElements())
            .map(e -> {
                ConfigurationPropertyName key = e.getKey();
                int known = tree.known(key);
                Set<String> words = new TreeSet<>(tree.after(key, known));
                return Configuration.finding(e.getValue(), "There is no key " + key,
                    Likeness.meant(key.getElement(known, Form.DASHED), words, words.isEmpty() ? key.chop(known) + " has nothing below it"
                        : "Below " + key.chop(known) + " there are " + String.join(", ", words)));
            });
    }

    private static Set<Class<?>> settings() {
        var scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Set<Class<?>> types = new java.util.LinkedHashSet<>();
        scan.findCandidateComponents("io.sealpost").forEach(d ->
            types.add(ClassUtils.resolveClassName(d.getBeanClassName(), KnownKeys.class.getClassLoader())));
        return types;
    }
}

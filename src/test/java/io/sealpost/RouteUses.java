package io.sealpost;

import com.tngtech.archunit.core.domain.JavaClass;
import java.beans.Introspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The beans that route files name. */
record RouteUses(Set<String> beans) {
    private static final Pattern BEAN = Pattern.compile("(?:ref|aggregationStrategy): ([A-Za-z]+)");

    static RouteUses of(Path routes) {
        try (var files = Files.walk(routes)) {
            return new RouteUses(files.filter(file -> file.toString().endsWith(".camel.yaml")).flatMap(file -> names(file).stream())
                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(Path file) {
        try {
            return BEAN.matcher(Files.readString(file)).results().map((MatchResult found) -> found.group(1)).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean use(JavaClass type) {
        return type.isAnnotatedWith(Component.class) && beans.contains(type.getAnnotationOfType(Component.class).value().isEmpty()
                ? Introspector.decapitalize(type.getSimpleName()) : type.getAnnotationOfType(Component.class).value());
    }
}

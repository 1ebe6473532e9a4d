package io.sealpost.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All route files of a folder, by name; what they hold together. */
record RouteFiles(Map<String, RouteFile> byName) {

    static RouteFiles of(Collection<RouteFile> files) {
        Map<String, RouteFile> byName = new TreeMap<>();
        files.forEach(f -> byName.put(f.name(), f));
        return new RouteFiles(byName);
    }

    /**
     * Reads the folder; a byte that is no UTF-8 becomes a finding of its file.
     *
     * @throws IOException if the folder or a file in it cannot be read
     */
    static RouteFiles read(Path folder) throws IOException {
        Map<String, RouteFile> byName = new TreeMap<>();
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.filter(f -> f.getFileName().toString().endsWith(RouteFile.SUFFIX) && Files.isRegularFile(f)).toList();
        }
        for (Path file : found) {
            String name = file.toString();
            byName.put(name, RouteFile.of(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
        }
        return new RouteFiles(byName);
    }

    Stream<RouteFile> all() {
        return byName.values().stream();
    }

    Stream<YamlPart> top(String word) {
        return all().flatMap(f -> f.top(word));
    }

    /** Everything in every file, however deep. */
    Stream<YamlPart> everything() {
        return all().flatMap(f -> f.parts().stream()).flatMap(YamlPart::all);
    }

    /** The names that {@code from: direct:NAME} takes. */
    TreeSet<String> directs() {
        TreeSet<String> names = new TreeSet<>();
        sources().filter(uri -> uri.startsWith("direct:")).forEach(uri -> names.add(uri.substring("direct:".length())));
        return names;
    }

    /** Where messages come from: the uri of each route. */
    Stream<String> sources() {
        return top("route").map(route -> route.get("from")).filter(Objects::nonNull).map(from -> from.text("uri"))
            .filter(Objects::nonNull);
    }
}

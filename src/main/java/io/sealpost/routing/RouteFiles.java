package io.sealpost.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All route files of a folder, by name; what they hold together. */
record RouteFiles(Map<String, RouteFile> byName) {

    /**
     * Reads the folder. A byte that is no UTF-8 becomes a finding of its file.
     *
     * @throws IOException if the folder or a file in it cannot be read
     */
    static RouteFiles read(Path folder) throws IOException {
        return parsed(texts(folder));
    }

    /** The texts of a folder's route files, by name. */
    static Map<String, String> texts(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.filter(f -> f.getFileName().toString().endsWith(RouteFile.SUFFIX) && Files.isRegularFile(f)).toList();
        } catch (UncheckedIOException e) { // what Files.walk throws on its way
            throw e.getCause();
        }
        Map<String, String> texts = new TreeMap<>();
        for (Path file : found) {
            texts.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
        return texts;
    }

    static RouteFiles parsed(Map<String, String> texts) {
        Map<String, RouteFile> byName = new TreeMap<>();
        texts.forEach((name, text) -> byName.put(name, RouteFile.of(name, text)));
        return new RouteFiles(byName);
    }

    /** These files, but those of the given names as they are in the other ones, or not at all where they are not there. */
    RouteFiles with(Collection<String> names, RouteFiles others) {
        Map<String, RouteFile> files = new TreeMap<>(byName);
        names.forEach(name -> {
            if (others.byName.containsKey(name)) {
                files.put(name, others.byName.get(name));
            } else {
                files.remove(name);
            }
        });
        return new RouteFiles(files);
    }

    /** The names of files that are not the same here and there: changed, new, gone. */
    Set<String> differences(RouteFiles others) {
        Set<String> names = new TreeSet<>(byName.keySet());
        names.addAll(others.byName.keySet());
        names.removeIf(name -> byName.containsKey(name) && others.byName.containsKey(name)
            && byName.get(name).text().equals(others.byName.get(name).text()));
        return names;
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

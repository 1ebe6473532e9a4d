package io.sealpost.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A copy of the routes folder, edited as an engineer may edit it: after a step comes another one that says to this process how far
 * the flow is, and waits for the answer. A split leaves the message as it was. What is told is Camel's Simple.
 */
final class EditedRoutes {
    private final Path folder;
    private final String url;

    EditedRoutes(Path folder, String url) {
        this.folder = folder.toAbsolutePath();
        this.url = url;
        try (var files = Files.walk(Path.of("routes"))) {
            for (var file : files.toList()) {
                var copy = this.folder.resolve(Path.of("routes").relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the moment told right after the one step whose line contains this text. */
    EditedRoutes after(String file, String step, String moment) {
        try {
            var path = folder.resolve(file);
            var lines = Files.readAllLines(path);
            var found = lines.stream().filter(line -> line.contains(step)).toList();
            if (found.size() != 1) {
                throw new IllegalStateException(file + " has " + found.size() + " lines with " + step);
            }
            int at = lines.indexOf(found.get(0));
            var indent = " ".repeat(found.get(0).indexOf('-'));
            lines.addAll(at + 1, List.of("- split:", "    expression: {simple: \"" + moment + "\"}", "    delimiter: \"false\"",
                "    steps:", "      - removeHeaders: {pattern: \"*\"}", "      - to: {uri: \"" + url + "\"}")
                .stream().map(line -> indent + line).collect(Collectors.toList()));
            Files.write(path, lines);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a file that is not shipped as a route. */
    EditedRoutes with(Path file, String below) {
        try {
            Files.copy(file, folder.resolve(below).resolve(file.getFileName()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }
}

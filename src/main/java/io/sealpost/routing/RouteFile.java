package io.sealpost.routing;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * One route file as it was read.
 *
 * @param name  the file with its folder, as findings name it
 * @param text  its whole text
 * @param parts its top-level items; empty where it cannot be read
 * @param flaws why it cannot be read; empty where it can
 */
record RouteFile(String name, String text, List<YamlPart> parts, List<Finding> flaws) {
    static final String SUFFIX = ".camel.yaml";

    static RouteFile of(String name, String text) {
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new java.io.StringReader(text));
            if (node == null) {
                return new RouteFile(name, text, List.of(), List.of(new Finding(name, 1, "The file is empty",
                    "Write its route again, or delete the file")));
            }
            YamlPart whole = YamlPart.whole(name, node);
            return whole.items().isEmpty() ? new RouteFile(name, text, List.of(), List.of(whole.finding(
                "The file is no list of routes", "Begin each route with '- route:' at the left edge")))
                : new RouteFile(name, text, whole.items(), List.of());
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            return new RouteFile(name, text, List.of(), List.of(new Finding(name, line, "This is not YAML: " + e.getProblem(),
                "Look at indentation, quotes and braces here and in the line above")));
        } catch (ReaderException e) {
            return new RouteFile(name, text, List.of(), List.of(new Finding(name, 1, "This is no text in UTF-8: " + e.getMessage(),
                "Save the file as UTF-8 without control characters")));
        }
    }

    /** The parts under this word, for example {@code route}. */
    Stream<YamlPart> top(String word) {
        return parts.stream().map(p -> p.get(word)).filter(p -> p != null);
    }

    /** Whether it holds an error policy, which is part of routes in other files. */
    boolean hasPolicy() {
        return top("routeConfiguration").findAny().isPresent();
    }

    /** The folder, which is also the group: flows, cas, … */
    String folder() {
        Path parent = Path.of(name).getParent();
        return parent == null ? "" : parent.getFileName().toString();
    }

    /** The file's name without folder and suffix: the id of its first route. */
    String title() {
        String file = Path.of(name).getFileName().toString();
        return file.substring(0, file.length() - SUFFIX.length());
    }
}

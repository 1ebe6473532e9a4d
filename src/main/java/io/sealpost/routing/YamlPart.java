package io.sealpost.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A part of a YAML file that knows its line.
 *
 * @param key     the word before the colon; empty for a list's item and for the whole file
 * @param line    where the key, or else the part, begins; counted from 1
 * @param entries what a mapping holds, in its order; empty for anything else
 * @param items   what a list holds; empty for anything else
 */
record YamlPart(String file, String key, int line, Node node, Map<String, YamlPart> entries, List<YamlPart> items) {

    static YamlPart whole(String file, Node node) {
        return of(file, "", line(node), node);
    }

    private static YamlPart of(String file, String key, int line, Node node) {
        Map<String, YamlPart> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(t -> {
                String name = t.getKeyNode() instanceof ScalarNode word ? word.getValue() : "";
                entries.put(name, of(file, name, line(t.getKeyNode()), t.getValueNode()));
            });
        }
        List<YamlPart> items = node instanceof SequenceNode list
            ? list.getValue().stream().map(n -> of(file, "", line(n), n)).toList() : List.of();
        return new YamlPart(file, key, line, node, Collections.unmodifiableMap(entries), items);
    }

    /** The entry of this name, or null. */
    YamlPart get(String name) {
        return entries.get(name);
    }

    /** The text of the entry of this name, or null. */
    String text(String name) {
        YamlPart part = get(name);
        return part == null ? null : part.text();
    }

    /** The text of a scalar, or null. */
    String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** This part and all within it. */
    Stream<YamlPart> all() {
        return Stream.concat(Stream.of(this), Stream.concat(entries.values().stream(), items.stream()).flatMap(YamlPart::all));
    }

    Finding finding(String what, String fix) {
        return new Finding(file, line, what, fix);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}

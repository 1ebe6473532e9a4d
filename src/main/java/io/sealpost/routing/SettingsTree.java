package io.sealpost.routing;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/** The keys that settings records know, as a tree: a word each, or any word (a map's name, a list's number). */
final class SettingsTree {
    private final Map<String, SettingsTree> words = new TreeMap<>();
    private SettingsTree any;

    /** Adds a record's components below a prefix. */
    void add(String prefix, Class<?> settings) {
        add(prefix).addType(ResolvableType.forClass(settings));
    }

    /** Adds one key. */
    SettingsTree add(String key) {
        SettingsTree tree = this;
        for (String word : key.split("\\.")) {
            tree = tree.words.computeIfAbsent(word, w -> new SettingsTree());
        }
        return tree;
    }

    private void addType(ResolvableType type) {
        Class<?> raw = type.toClass();
        if (Map.class.isAssignableFrom(raw)) {
            any = new SettingsTree();
            any.addType(type.asMap().getGeneric(1));
        } else if (Collection.class.isAssignableFrom(raw)) {
            any = new SettingsTree();
            any.addType(type.asCollection().getGeneric(0));
        } else if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                words.computeIfAbsent(word(raw, component), w -> new SettingsTree()).addType(ResolvableType.forType(
                    component.getGenericType()));
            }
        }
    }

    private static String word(Class<?> type, RecordComponent component) {
        try {
            Name name = type.getDeclaredField(component.getName()).getAnnotation(Name.class);
            return name != null ? name.value() : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(type + " has a component without a field", e);
        }
    }

    /** How many words of the key are known; all of them if it is one of ours. */
    int known(ConfigurationPropertyName key) {
        SettingsTree tree = this;
        for (int i = 0; i < key.getNumberOfElements(); i++) {
            tree = tree.below(key.getElement(i, Form.UNIFORM));
            if (tree == null) {
                return i;
            }
        }
        return key.getNumberOfElements();
    }

    /** The words that could stand after the first so many of the key. */
    Set<String> after(ConfigurationPropertyName key, int count) {
        SettingsTree tree = this;
        for (int i = 0; i < count; i++) {
            tree = tree.below(key.getElement(i, Form.UNIFORM));
        }
        return tree.words.keySet();
    }

    private SettingsTree below(String uniform) {
        return words.entrySet().stream().filter(e -> e.getKey().replace("-", "").equals(uniform)).map(Map.Entry::getValue).findFirst()
            .orElse(any);
    }
}

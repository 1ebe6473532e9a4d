package io.sealpost.secrets;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** What beans and settings of ours say of themselves: it goes wherever somebody logs them. */
final class Texts {
    private final List<Found> found = new ArrayList<>();

    private Texts() {
    }

    static Stream<Found> of(ConfigurableApplicationContext gateway) throws ReflectiveOperationException {
        var texts = new Texts();
        for (var name : gateway.getBeanFactory().getSingletonNames()) {
            texts.add(name, gateway.getBeanFactory().getSingleton(name));
        }
        return texts.found.stream();
    }

    /** A record's parts too: each must be safe by itself. */
    private void add(String name, Object value) throws ReflectiveOperationException {
        if (value instanceof Map<?, ?> map) {
            for (var each : map.entrySet()) {
                add(name + "." + each.getKey(), each.getValue());
            }
        } else if (value instanceof Collection<?> all) {
            for (var each : all) {
                add(name, each);
            }
        } else if (value != null && value.getClass().getName().startsWith("io.sealpost.")) {
            found.add(Found.text(name, value));
            if (value.getClass().isRecord()) {
                for (RecordComponent part : value.getClass().getRecordComponents()) {
                    part.getAccessor().setAccessible(true);
                    add(name + "." + part.getName(), part.getAccessor().invoke(value));
                }
            }
        }
    }
}

package io.sealpost.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The beans that routes call: each exists and has the method, with as many arguments. */
final class BeanCalls {
    private final RouteBeans beans;

    BeanCalls(RouteBeans beans) {
        this.beans = beans;
    }

    Stream<Finding> findings(RouteFiles files) {
        return files.everything().flatMap(part -> Stream.concat(
            Set.of("bean", "method").contains(part.key()) ? call(part, part.get("ref"), part.get("method")) : Stream.empty(),
            part.get("aggregationStrategy") == null ? Stream.empty()
                : call(part, part.get("aggregationStrategy"), part.get("aggregationStrategyMethodName"))));
    }

    private Stream<Finding> call(YamlPart part, YamlPart ref, YamlPart method) {
        if (ref == null) {
            boolean written = !part.entries().isEmpty() || part.key().equals("bean"); // method: is also a text, within bean:
            return written ? Stream.of(part.finding("No bean is named", "Add ref: and the bean's name")) : Stream.empty();
        }
        Class<?> type = beans.type(ref.text());
        if (type == null) {
            return Stream.of(ref.finding("There is no bean " + ref.text(),
                Likeness.meant(ref.text(), beans.names(), "Correct its name; the other routes show which there are")));
        }
        if (method == null) {
            return Stream.of(ref.finding("It is not said which method of " + ref.text() + " is called", "Add method: …"));
        }
        String called = method.text().split("\\(", 2)[0].strip();
        List<Method> methods = Arrays.stream(type.getMethods())
            .filter(m -> m.getDeclaringClass() != Object.class && !Modifier.isStatic(m.getModifiers())).toList();
        List<Method> named = methods.stream().filter(m -> m.getName().equals(called)).toList();
        if (named.isEmpty()) {
            return Stream.of(method.finding("The bean " + ref.text() + " has no method " + called, Likeness.meant(called,
                methods.stream().map(Method::getName).collect(Collectors.toSet()),
                "It has " + String.join(", ", methods.stream().map(Method::getName).distinct().sorted().toList()))));
        }
        int arguments = arguments(method.text());
        return arguments < 0 || named.stream().anyMatch(m -> m.getParameterCount() == arguments) ? Stream.empty()
            : Stream.of(method.finding("The method " + called + " of the bean " + ref.text() + " takes no " + arguments + " arguments",
                "Give it " + named.stream().map(m -> String.valueOf(m.getParameterCount())).distinct().sorted()
                    .collect(Collectors.joining(" or "))));
    }

    /** Counts what stands in parentheses, split by commas outside braces and quotes; -1 where there are no parentheses. */
    private static int arguments(String call) {
        int open = call.indexOf('(');
        if (open < 0) {
            return -1;
        }
        String inner = call.substring(open + 1, Math.max(open + 1, call.lastIndexOf(')'))).strip();
        if (inner.isEmpty()) {
            return 0;
        }
        int depth = 0;
        int commas = 0;
        boolean quoted = false;
        for (char c : inner.toCharArray()) {
            quoted ^= c == '\'';
            depth += quoted ? 0 : "{([".indexOf(c) >= 0 ? 1 : "})]".indexOf(c) >= 0 ? -1 : 0;
            commas += c == ',' && depth == 0 && !quoted ? 1 : 0;
        }
        return commas + 1;
    }
}

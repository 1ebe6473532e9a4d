package io.sealpost.routing;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.core.env.Environment;

/** Variables and placeholders: those we have. */
final class Words {
    private static final Set<String> VARIABLES = Set.of("user", "device", "delivery", "enrollment", "revocation", "ca", "channel",
        "directory", "sync", "notice", "publication", "crl");
    private static final Pattern VARIABLE = Pattern.compile("\\bvariable\\.([A-Za-z0-9_-]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    private final Environment environment;

    Words(Environment environment) {
        this.environment = environment;
    }

    Stream<Finding> findings(RouteFiles files) {
        return files.everything().flatMap(part -> {
            Stream<Finding> set = part.key().equals("setVariable") && part.text("name") != null
                ? variable(part.get("name"), part.text("name")) : Stream.empty();
            return part.text() == null ? set : Stream.of(set,
                VARIABLE.matcher(part.text()).results().flatMap((MatchResult m) -> variable(part, m.group(1))),
                PLACEHOLDER.matcher(part.text()).results().flatMap((MatchResult m) -> placeholder(part, m.group(1)))).flatMap(s -> s);
        });
    }

    /** The keys that routes read, as placeholders. */
    static Stream<String> placeholders(RouteFiles files) {
        return files.everything().filter(part -> part.text() != null)
            .flatMap(part -> PLACEHOLDER.matcher(part.text()).results().map(m -> m.group(1).split(":", 2)[0]));
    }

    private static Stream<Finding> variable(YamlPart part, String name) {
        return VARIABLES.contains(name) ? Stream.empty() : Stream.of(part.finding("The variable " + name + " is none of ours",
            Likeness.meant(name, VARIABLES, "Use one of " + String.join(", ", VARIABLES.stream().sorted().toList())
                + ", or keep it in the body")));
    }

    private Stream<Finding> placeholder(YamlPart part, String key) {
        return key.contains(":") || key.startsWith("?") || environment.containsProperty(key) ? Stream.empty()
            : Stream.of(part.finding("Nothing is configured for {{" + key + "}}",
                "Correct the key, or add " + key + " to config/application.yaml"));
    }
}

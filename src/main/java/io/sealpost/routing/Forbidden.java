package io.sealpost.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Camel would take and we do not: the rules of routes/README.md that a program can see. */
final class Forbidden {
    private static final Set<String> TOP = Set.of("route", "routeConfiguration", "rest");
    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "method");
    private static final Map<String, String> STEPS = Map.of(
        "doTry", "Let the error policy handle it", "doCatch", "Let the error policy handle it",
        "errorHandler", "Let the error policy handle it", "noErrorHandler", "Let the error policy handle it",
        "script", "Write a bean method in Java and call it by bean:", "language", "Write a bean method in Java and call it by bean:",
        "process", "Call a bean by bean: {ref: …, method: …}", "beanType", "Name the bean by ref:",
        "kamelet", "Write the route as it is", "class", "Call a bean by bean: {ref: …, method: …}");
    private static final Set<String> WITH_EXPRESSION = Set.of("setBody", "setHeader", "setVariable", "setProperty", "filter", "split",
        "when", "enrich", "pollEnrich", "transform", "validate", "loop", "delay", "recipientList", "onWhen");
    private static final Set<String> SECRETS = Set.of("password", "authPassword", "clientSecret", "oauth2ClientSecret", "passphrase");
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]\\w*");

    Stream<Finding> findings(RouteFiles files) {
        return files.all().flatMap(file -> file.parts().stream().flatMap(item -> Stream.concat(top(item),
            item.all().flatMap(part -> part(file, part)))));
    }

    private static Stream<Finding> top(YamlPart item) {
        return item.entries().values().stream().filter(part -> !TOP.contains(part.key()))
            .map(part -> part.finding(part.key() + ": is not used at the left edge", "Write '- route:' with its from: within"));
    }

    private Stream<Finding> part(RouteFile file, YamlPart part) {
        return Stream.of(step(part), language(part), shorthand(part), uri(part), secret(part), className(part), policy(file, part))
            .flatMap(s -> s);
    }

    private static Stream<Finding> step(YamlPart part) {
        return STEPS.containsKey(part.key()) ? Stream.of(part.finding(part.key() + " is not used here", STEPS.get(part.key())))
            : Stream.empty();
    }

    private static Stream<Finding> language(YamlPart part) {
        return part.key().equals("expression") ? part.entries().values().stream()
            .filter(l -> !LANGUAGES.contains(l.key()) && !l.key().equals("id"))
            .map(l -> l.finding("The language " + l.key() + " is not used here", "Write simple:, constant: or method:")) : Stream.empty();
    }

    private static Stream<Finding> shorthand(YamlPart part) {
        Stream<Finding> bare = part.key().equals("steps") ? part.items().stream().flatMap(i -> i.entries().values().stream())
            .filter(s -> s.text() != null && !s.text().isEmpty() || !s.items().isEmpty() && !s.key().equals("choice"))
            .map(s -> s.finding(s.key() + " is written in shorthand", "Write its options by name, for example to: {uri: \"…\"}"))
            : Stream.empty();
        Stream<Finding> inline = WITH_EXPRESSION.contains(part.key()) ? part.entries().values().stream()
            .filter(l -> LANGUAGES.contains(l.key()))
            .map(l -> l.finding(part.key() + " is written in shorthand", "Write expression: {" + l.key() + ": …}")) : Stream.empty();
        return Stream.concat(bare, inline);
    }

    private static Stream<Finding> uri(YamlPart part) {
        if (!part.key().equals("uri") || part.text() == null) {
            return Stream.empty();
        }
        String uri = part.text();
        if (uri.matches("(?s)https?:.*\\$\\{.*")) {
            return Stream.of(part.finding("An expression in a literal " + uri.substring(0, uri.indexOf(':')) + ": address",
                "Write uri: ${variable.channel.url} and the rest of the path into the header CamelHttpPath"));
        }
        return uri.contains("?") && !uri.startsWith("$") ? Stream.of(part.finding("A query string in " + uri,
            "Write what stands after the question mark under parameters:")) : Stream.empty();
    }

    private static Stream<Finding> secret(YamlPart part) {
        return part.key().equals("parameters") ? part.entries().values().stream().filter(p -> SECRETS.contains(p.key()))
            .map(p -> p.finding("The secret " + p.key() + " would be shown in the console as an endpoint's option",
                "Set the header Authorization from a bean")) : Stream.empty();
    }

    /** In policies exceptions have to be named by their class. */
    private static Stream<Finding> className(YamlPart part) {
        return part.key().equals("exception") || part.text() == null || !CLASS_NAME.matcher(part.text()).find()
            || part.key().isEmpty() ? Stream.empty()
            : Stream.of(part.finding("A class name in " + part.key() + ": " + part.text(), "Call a bean by its name"));
    }

    private static Stream<Finding> policy(RouteFile file, YamlPart part) {
        boolean api = file.folder().equals("api");
        return List.of("routeConfigurationId", "onException").contains(part.key()) && part.node() != null && !api
            && !file.folder().equals("policies") ? Stream.of(part.finding("A policy of its own: " + part.key(),
            "Take it away: policies/errors.camel.yaml covers every route, and called ones too")) : Stream.empty();
    }
}

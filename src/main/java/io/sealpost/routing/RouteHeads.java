package io.sealpost.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a person sees first: the file's name and header, each route's id, group and description, and the verb of a connector. */
final class RouteHeads {
    private static final List<String> HEADER = List.of("In:", "Out:", "Needs:", "See:");
    private static final Map<String, List<String>> VERBS = Map.of(
        "directories", List.of("read-", "look-up-", "publish-"),
        "escrow", List.of("fetch-keys-", "import-"),
        "cas", List.of("enroll-", "revoke-", "poll-"),
        "channels", List.of("send-", "deliver-", "receive-", "poll-"));

    Stream<Finding> findings(RouteFiles files) {
        return Stream.concat(files.all().filter(f -> f.flaws().isEmpty()).flatMap(this::file), twice(files));
    }

    private Stream<Finding> file(RouteFile file) {
        Stream<Finding> header = HEADER.stream().filter(word -> file.text().lines().takeWhile(l -> l.startsWith("#"))
                .noneMatch(l -> l.contains(word)))
            .map(word -> new Finding(file.name(), 1, "The header comment has no " + word, "Say it in a comment above the first route"));
        Stream<Finding> name = file.top("route").limit(1)
            .filter(route -> route.text("id") != null && !route.text("id").equals(file.title()) && !file.folder().equals("api"))
            .map(route -> route.get("id").finding("The file " + file.title() + RouteFile.SUFFIX + " begins with the route "
                + route.text("id"), "Name the file " + route.text("id") + RouteFile.SUFFIX + ", or the route " + file.title()));
        return Stream.of(header, name, file.top("route").flatMap(route -> route(file, route))).flatMap(s -> s);
    }

    private Stream<Finding> route(RouteFile file, YamlPart route) {
        Stream<Finding> missing = Stream.of("id", "group", "description")
            .filter(word -> route.text(word) == null || route.text(word).isBlank())
            .map(word -> route.finding("The route has no " + word, "Add " + word + ": to it"));
        Stream<Finding> group = Stream.ofNullable(route.get("group")).filter(g -> !file.folder().equals(g.text()))
            .map(g -> g.finding("The group is " + g.text() + ", but the file lies in the folder " + file.folder(),
                "Write group: " + file.folder()));
        String id = route.text("id");
        String uri = route.get("from") == null ? null : route.get("from").text("uri");
        if (id == null || uri == null) {
            return Stream.concat(missing, group);
        }
        List<String> verbs = VERBS.getOrDefault(file.folder(), List.of());
        Stream<Finding> verb = Stream.of(id).filter(i -> !verbs.isEmpty() && verbs.stream().noneMatch(i::startsWith))
            .map(i -> route.get("id").finding("The route " + i + " does not say what it does",
                "Begin its id with one of " + String.join(" ", verbs)));
        Stream<Finding> called = Stream.of(uri).filter(u -> u.startsWith("direct:") && !u.equals("direct:" + id))
            .map(u -> route.get("from").get("uri").finding("The route " + id + " is called as " + u, "Write uri: direct:" + id));
        return Stream.of(missing, group, verb, called).flatMap(s -> s);
    }

    private static Stream<Finding> twice(RouteFiles files) {
        Map<String, YamlPart> ids = new HashMap<>();
        Map<String, YamlPart> sources = new HashMap<>();
        return files.top("route").flatMap(route -> Stream.concat(
            Stream.ofNullable(route.get("id")).flatMap(id -> taken(ids, id, "The route id " + id.text())),
            Stream.ofNullable(route.get("from")).map(from -> from.get("uri"))
                .filter(uri -> uri != null && uri.text() != null && !uri.text().startsWith("jms:"))
                .flatMap(uri -> taken(sources, uri, "from: " + uri.text()))));
    }

    private static Stream<Finding> taken(Map<String, YamlPart> first, YamlPart part, String what) {
        YamlPart other = first.putIfAbsent(part.text(), part);
        return other == null ? Stream.empty() : Stream.of(part.finding(what + " is taken by " + other.file() + ":" + other.line(),
            "Choose another name"));
    }
}

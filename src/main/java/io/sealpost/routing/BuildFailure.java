package io.sealpost.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.PropertyBindingException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.language.simple.types.SimpleParserException;

/** Camel's refusal to build a route, as a finding: Camel names the step, not its line. */
final class BuildFailure {
    private static final Pattern STEP = Pattern.compile(">>> (.*) <<< in route", Pattern.DOTALL);
    private static final Pattern ROUTE = Pattern.compile("route: (?:Route\\()?([\\w-]+)");

    private BuildFailure() {
    }

    static Finding finding(Exception failure, RouteFile file, RouteFiles files) {
        List<Throwable> causes = new ArrayList<>(List.of(failure));
        while (causes.get(0).getCause() != null && !(causes.get(0) instanceof SimpleParserException)) {
            causes.add(0, causes.get(0).getCause());
        }
        String what = String.valueOf(causes.get(0).getMessage()).strip().replaceAll("\\s+", " ");
        YamlPart place = causes.stream().map(cause -> place(String.valueOf(cause.getMessage()), file, files))
            .flatMap(Optional::stream).findFirst().or(() -> route(String.valueOf(failure.getMessage()), file))
            .orElseGet(() -> file.parts().get(0));
        return place.finding("Camel cannot build it: " + (what.endsWith(".") ? what.substring(0, what.length() - 1) : what),
            fix(causes.get(0)));
    }

    /** Camel's words hold the step's text, and then the whole route's. */
    private static Optional<YamlPart> place(String message, RouteFile file, RouteFiles files) {
        Matcher step = STEP.matcher(message);
        String named = step.find() ? step.group(1) : message;
        return longest(named, file.parts().stream().flatMap(YamlPart::all)).or(() -> longest(named, files.everything()));
    }

    /** The longest text of the file that Camel's words hold. */
    private static Optional<YamlPart> longest(String named, Stream<YamlPart> parts) {
        return parts.filter(p -> p.text() != null && p.text().length() > 3 && List.of("uri", "simple", "type").contains(p.key()))
            .filter(p -> named.contains(p.text())).max(Comparator.comparingInt(p -> p.text().length()));
    }

    private static Optional<YamlPart> route(String message, RouteFile file) {
        Matcher route = ROUTE.matcher(message);
        return route.find() ? file.top("route").filter(r -> route.group(1).equals(r.text("id"))).findFirst() : Optional.empty();
    }

    private static String fix(Throwable root) {
        if (root instanceof SimpleIllegalSyntaxException || root instanceof SimpleParserException) {
            return "Correct the Simple expression";
        }
        if (root instanceof PropertyBindingException) {
            return "Correct the option's name or value under parameters:";
        }
        return "Correct this step as Camel says";
    }
}

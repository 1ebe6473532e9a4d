package io.sealpost.secrets;

import io.sealpost.operations.Browser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the gateway answers over HTTP: to machines by Basic, to a person at the console. */
final class Answers {
    /** Account, method, path, body; ID is each row's id in the list before it. */
    private static final List<String[]> REQUESTS = List.of(
        request("viewer", "GET", "/api/v1/devices", null), request("viewer", "GET", "/api/v1/devices/ID", null),
        request("viewer", "GET", "/api/v1/users", null), request("viewer", "GET", "/api/v1/users/ID", null),
        request("viewer", "GET", "/api/v1/deliveries?limit=500", null), request("viewer", "GET", "/api/v1/deliveries/ID", null),
        request("viewer", "GET", "/api/v1/syncs?limit=20", null), request("viewer", "GET", "/api/v1/syncs/ID", null),
        request("viewer", "GET", "/api/v1/devices?limit=0&colour=red", null), request("viewer", "GET", "/api/v1/nothing", null),
        request("viewer", "GET", "/api/v1/devices/none", null), request("viewer", "DELETE", "/api/v1/devices", null),
        request("viewer", "POST", "/api/v1/syncs", "{}"), request("operator", "POST", "/api/v1/syncs", "{\"directory\":\"none\"}"),
        request("importer", "PUT", "/api/v1/devices/none", "{\"channel\":\"none\",\"owner\":"),
        request("importer", "PUT", "/api/v1/devices/none", "{\"channel\":\"none\",\"owner\":\"anna@example.com\"}"),
        request("importer", "POST", "/api/v1/devices", "device,channel,owner\r\nnone,none,anna@example.com\r\n,,\r\n"),
        request("importer", "POST", "/api/v1/devices", "device,channel,owner\r\n\"none"),
        request("nobody", "GET", "/api/v1/devices", null), request("channel", "POST", "/channels/nanomdm/webhook", "{}"),
        request("channel", "POST", "/channels/none/webhook", "{}"), request("viewer", "GET", "/actuator/health", null));
    private static final List<String> PAGES = List.of("/actuator", "/actuator/health", "/actuator/info", "/actuator/env",
        "/actuator/configprops", "/actuator/beans", "/actuator/loggers", "/actuator/threaddump", "/actuator/heapdump",
        "/actuator/hawtio/",
        "/actuator/jolokia/list", "/actuator/jolokia/search/*:*", "/actuator/jolokia/version", "/actuator/jolokia/read/none:type=none",
        "/error", "/none", "/plugin", "/sealpost/overview.js", "/login");
    private static final String EVERYTHING = "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":\"true\"}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final CanaryRun run;
    private final List<Found> found = new ArrayList<>();

    private Answers(CanaryRun run) {
        this.run = run;
    }

    static Stream<Found> toMachines(CanaryRun run) throws Exception {
        var answers = new Answers(run);
        var ids = List.<String>of();
        for (var request : REQUESTS) {
            if (request[2].contains("/ID")) {
                for (var id : ids) {
                    answers.ask(request[0], request[1], request[2].replace("ID", id), request[3]);
                }
            } else {
                ids = ids(answers.ask(request[0], request[1], request[2], request[3]).body());
            }
        }
        return answers.found.stream();
    }

    static Stream<Found> toPeople(CanaryRun run) throws Exception {
        var answers = new Answers(run);
        answers.console();
        return answers.found.stream();
    }

    private static String[] request(String... parts) {
        return parts;
    }

    private static List<String> ids(String body) {
        return Pattern.compile("\"id\":\"([^\"]+)\"").matcher(body).results().map(id -> id.group(1)).limit(8).toList();
    }

    private HttpResponse<String> ask(String account, String method, String path, String body) throws Exception {
        var login = account + ":" + run.world().password(account);
        var request = HttpRequest.newBuilder(URI.create(run.world().gateway().url() + path))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", body != null && body.startsWith("device,") ? "text/csv" : "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return note(http.send(request.build(), BodyHandlers.ofString()));
    }

    private void console() throws Exception {
        var browser = new Browser(URI.create(run.world().gateway().url()).getPort());
        note(browser.logIn("operator", run.world().password("operator")));
        for (var page : PAGES) {
            note(browser.get(page));
        }
        note(browser.jolokia(EVERYTHING, browser.csrf()));
    }

    private HttpResponse<String> note(HttpResponse<String> answer) {
        found.add(Found.text(answer.request().method() + " " + answer.uri().getPath() + " (" + answer.statusCode() + ")",
            answer.headers().map() + "\n" + answer.body()));
        return answer;
    }
}

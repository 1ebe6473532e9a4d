package io.sealpost.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A person's browser: follows redirects, keeps cookies, sends the CSRF cookie back as Hawtio's client does. */
public class Browser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).followRedirects(HttpClient.Redirect.NORMAL).build();
    private final String base;

    public Browser(int port) {
        base = "http://127.0.0.1:" + port;
    }

    public HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
    }

    /** Opens the console, fills in the form that comes instead, and returns what follows. */
    public HttpResponse<String> logIn(String name, String password) throws Exception {
        get("/actuator/hawtio");
        var form = "username=" + name + "&password=" + password + "&_csrf=" + URLEncoder.encode(csrf(), StandardCharsets.UTF_8);
        return http.send(HttpRequest.newBuilder(URI.create(base + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> jolokia(String body, String csrf) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + "/actuator/jolokia/?maxDepth=7"))
                .header("Content-Type", "application/json");
        if (csrf != null) {
            request.header("X-XSRF-TOKEN", csrf);
        }
        return http.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** What Jolokia answers to a request of that type; a read without a member is one of all attributes. */
    JsonNode ask(String type, String mbean, String member, Object... arguments) throws Exception {
        var request = type.equals("exec") ? Map.of("type", type, "mbean", mbean, "operation", member, "arguments", arguments)
                : type.equals("write") ? Map.of("type", type, "mbean", mbean, "attribute", member, "value", arguments[0])
                : member == null ? Map.of("type", type, "mbean", mbean)
                : Map.of("type", type, "mbean", mbean, "attribute", member);
        return JSON.readTree(jolokia(JSON.writeValueAsString(request), csrf()).body());
    }

    public String csrf() {
        return cookies.getCookieStore().getCookies().stream().filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue).findFirst().orElse("");
    }
}

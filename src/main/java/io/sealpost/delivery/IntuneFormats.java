package io.sealpost.delivery;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.user.Users;
import org.springframework.stereotype.Component;

/** Calls and answers of Microsoft Graph (beta) for imported PFX certificates: intune-raimportcerts-userpfxcertificate. */
@Component("intune")
public class IntuneFormats {
    static final String UNKNOWN = "Intune has it for the user, and says nothing of a single device";
    private static final String PATH = "/beta/deviceManagement/userPfxCertificates";
    private static final ObjectMapper JSON = new ObjectMapper();
    private final IntuneFormat format;
    private final Imports imports;
    private final GraphTokens tokens;
    private final Devices devices;
    private final Users users;
    private final Clock clock;

    IntuneFormats(IntuneFormat format, Imports imports, GraphTokens tokens, Devices devices, Users users, Clock clock) {
        this.format = format;
        this.imports = imports;
        this.tokens = tokens;
        this.devices = devices;
        this.users = users;
        this.clock = clock;
    }

    /** Asks what Intune has of the user. */
    public GraphCall lookUp(PfxChange change) {
        String upn = String.valueOf(change.userPrincipalName()).toLowerCase(Locale.ROOT).replace("'", "''");
        return new GraphCall("GET", PATH, "$filter=" + encoded("tolower(userPrincipalName) eq '" + upn + "'"), null);
    }

    /**
     * What makes Intune hold what it should: what is missing is posted, what is there already is written anew under its id, what is
     * ours and no longer wanted is deleted. Entries that are not ours stay.
     *
     * @param answer to {@link #lookUp}
     */
    public List<GraphCall> calls(PfxChange change, byte[] answer) throws IOException {
        Map<String, String> held = new HashMap<>();
        JSON.readTree(answer).path("value").forEach(entity -> held.put(entity.path("thumbprint").asText().toLowerCase(Locale.ROOT),
            PATH + "/" + encoded(entity.path("id").asText())));
        List<GraphCall> calls = new ArrayList<>();
        change.wanted().forEach(wanted -> {
            String path = held.get(wanted.thumbprint());
            calls.add(new GraphCall(path == null ? "POST" : "PATCH", path == null ? PATH : path, null, wanted.json()));
        });
        change.unwanted().stream().filter(held::containsKey).forEach(t -> calls.add(new GraphCall("DELETE", held.get(t), null, null)));
        return calls;
    }

    /** One of the calls. */
    public GraphCall call(List<GraphCall> calls, int index) {
        return calls.get(index);
    }

    /**
     * Reads the answer to a call. Posted already by another worker, or deleted already, is as good as done.
     *
     * @return the answer
     * @throws Refused     with Graph's own words
     * @throws IOException if the same call may succeed later
     */
    public byte[] answered(Channel channel, String method, int status, byte[] body) throws IOException {
        boolean done = status < 300 || status == 409 && method.equals("POST")
            || status == 404 && (method.equals("DELETE") || method.equals("GET"));
        if (status == 401) {
            tokens.forget(channel);
        }
        if (status == 401 || status == 404 && method.equals("PATCH")) {
            throw new IOException("Graph answered HTTP " + status + " to " + method + ": to be tried again");
        }
        if (!done) {
            throw new Refused("graph-" + status, "Graph refused it: " + reason(body) + permission(status));
        }
        return body == null ? new byte[0] : body;
    }

    private static String reason(byte[] body) throws IOException {
        JsonNode error = JSON.readTree(body == null ? new byte[0] : body).path("error");
        return error.path("code").asText("no code") + ", " + error.path("message").asText("no message");
    }

    private static String permission(int status) {
        return status != 403 ? "" : ". The application lacks a permission: docs/channels/intune.md lists them";
    }

    /** That Intune took it, which is all that it ever says. */
    public Report acknowledged(Delivery delivery, PfxChange change) {
        return new Report(delivery.channel(), delivery.externalId(), Report.Event.CONNECTED,
            change.seen() == null ? clock.instant() : change.seen(), null, null, delivery.commandUuid(), Report.Answer.ACKNOWLEDGED,
            null, UNKNOWN, List.of(), List.of());
    }

    /** Whether Intune's answer on a single device says that it is gone, or is being retired, wiped or deleted. */
    public boolean gone(byte[] answer) throws IOException {
        JsonNode device = JSON.readTree(answer);
        return device.has("error") || IntunePoll.leaving(device);
    }

    /** Begins a look at all devices of the tenant. */
    public IntunePoll poll(Channel channel) {
        return new IntunePoll(channel.name());
    }

    /** Reads the page that was asked for. */
    public List<IntunePoll.Sighting> sightings(IntunePoll poll, byte[] page) throws IOException {
        return poll.read(page);
    }

    /** The devices of ours that a whole look did not find, to be looked up one by one. */
    public List<String> missing(IntunePoll poll) {
        return imports.joined(poll.channel()).stream().filter(id -> !poll.staying(id)).toList();
    }

    /** Looks one device up. */
    public GraphCall device(String externalId) {
        return new GraphCall("GET", "/beta/deviceManagement/managedDevices/" + encoded(externalId), "$select=id,managementState", null);
    }

    /** What a device that leaves takes from Intune with it; its user may have another one there. */
    public PfxChange leaving(Channel channel, String externalId) {
        return devices.get(Devices.id(channel.name(), externalId)).filter(d -> d.owner() != null)
            .map((Device d) -> format.deleted(users.get(d.owner()).orElseThrow(), d))
            .orElse(new PfxChange(externalId, null, List.of(), Set.of(), null));
    }

    /** That a device left. */
    public Report left(Channel channel, PfxChange change) {
        return new Report(channel.name(), change.device(), Report.Event.LEFT, clock.instant(), null, null, null, null, null, null,
            List.of(), List.of());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

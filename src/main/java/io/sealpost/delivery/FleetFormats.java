package io.sealpost.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channels;
import io.sealpost.payload.windows.WindowsSealing;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;

/** What is said to Fleet to send something, and what it answers (Fleet, REST API; server/fleet/windows_mdm.go, host_certificates.go). */
@Component("fleet")
public class FleetFormats {
    // As the route's Content-Type says; base64 and SyncML never hold it.
    private static final String BOUNDARY = "sealpost-5d3c1f0e";
    private static final int PATIENCE = 5;
    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;

    /** Refuses a channel of this kind that lacks a key it cannot do without. */
    public FleetFormats(Channels channels, Clock clock) {
        this.clock = clock;
        channels.ofKind("fleet").forEach(c -> c.require("password"));
    }

    /** Whether it goes to a Windows PC, by profiles, or to an Apple device, by a command. */
    public boolean windows(Object body) {
        return body instanceof WindowsProfiles;
    }

    /** The body of {@code commands/run} for one Apple device. */
    public byte[] command(Delivery delivery, byte[] plist) throws IOException {
        var body = json.createObjectNode().put("command", Base64.getEncoder().encodeToString(plist));
        body.putArray("host_uuids").add(delivery.externalId());
        return json.writeValueAsBytes(body);
    }

    /**
     * Passes on what Fleet took: 2xx; 409, because what is there already is ours, sent again; 404 to a DELETE.
     *
     * @throws Refused with Fleet's reason
     */
    public byte[] accepted(String method, int status, byte[] body) {
        if (status < 300 || status == 409 || status == 404 && "DELETE".equals(method)) {
            return body;
        }
        throw new Refused("fleet-" + status, "Fleet refused it: " + reason(body));
    }

    private String reason(byte[] body) {
        try {
            JsonNode answer = json.readTree(body);
            List<String> reasons = new ArrayList<>();
            answer.path("errors").forEach(e -> reasons.add(e.path("reason").asText()));
            return NanomdmFormats.fit(reasons.isEmpty() ? answer.path("message").asText("no reason given")
                : String.join("; ", reasons), 900);
        } catch (IOException e) {
            return "its answer is not JSON";
        }
    }

    /** The path of a host by its hardware UUID. */
    public String host(String uuid) {
        return "/api/v1/fleet/hosts/identifier/" + URLEncoder.encode(uuid, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What must happen so that the host has these profiles. */
    public FleetPlan plan(WindowsProfiles profiles, byte[] host) throws IOException {
        return new FleetPlan(FleetHost.read(json.readTree(host).path("host")), profiles);
    }

    /** With what that page of all profiles has of those to be removed: what the label binds to the host. */
    public FleetPlan leftovers(FleetPlan plan, byte[] answer) throws IOException {
        JsonNode page = json.readTree(answer);
        List<String> found = new ArrayList<>();
        page.path("profiles").forEach(profile -> profile.path("labels_include_any").forEach(label -> {
            if (label.path("name").asText().equals(plan.label())) {
                found.add(profile.path("profile_uuid").asText());
            }
        }));
        boolean more = page.path("profiles").size() > 0 && page.path("meta").path("has_next_results").asBoolean();
        return plan.with(found, more ? plan.page() + 1 : -1);
    }

    /**
     * The plan, once nothing stands in its way.
     *
     * @throws IOException while Fleet takes the earlier profiles from the host: the same nodes cannot be added before
     */
    public FleetPlan free(FleetPlan plan) throws IOException {
        if (plan.install() && plan.removing()) {
            throw new IOException("Fleet has not taken the earlier profiles from host " + plan.host().uuid() + " yet");
        }
        return plan;
    }

    /** The body of {@code POST /labels}: a manual label without hosts. */
    public byte[] newLabel(FleetPlan plan) throws IOException {
        var body = json.createObjectNode().put("name", plan.label()).put("description", "Made by Sealpost for one host");
        body.putArray("hosts");
        return json.writeValueAsBytes(body);
    }

    /** The body of {@code POST /hosts/:id/labels}, the plan's own, or of {@code DELETE}, those that bring what it should not have. */
    public byte[] labels(FleetPlan plan, String method) throws IOException {
        var body = json.createObjectNode();
        var labels = body.putArray("labels");
        ("DELETE".equals(method) ? plan.unwanted() : List.of(plan.label())).forEach(labels::add);
        return json.writeValueAsBytes(body);
    }

    /** The bodies of {@code POST /configuration_profiles}, multipart/form-data: Fleet names a profile by its file. */
    public List<byte[]> uploads(FleetPlan plan) {
        return plan.adds().stream().map(named -> upload(plan, named)).toList();
    }

    private static byte[] upload(FleetPlan plan, WindowsProfiles.Named named) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (plan.host().team() != null) {
            part(body, "name=\"team_id\"", plan.host().team().toString().getBytes(StandardCharsets.US_ASCII));
        }
        part(body, "name=\"labels_include_any\"", plan.label().getBytes(StandardCharsets.UTF_8));
        part(body, "name=\"profile\"; filename=\"" + named.name() + ".xml\"\r\nContent-Type: application/xml", named.syncMl());
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static void part(ByteArrayOutputStream body, String head, byte[] content) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** With what the host holds, of which Fleet lists issuer and serial number. */
    public FleetPlan certificates(FleetPlan plan, byte[] certificates) throws IOException {
        JsonNode page = json.readTree(certificates);
        if (page.path("meta").path("has_next_results").asBoolean()) {
            throw new IOException("Fleet lists more certificates of host " + plan.host().uuid() + " than fit on one page");
        }
        List<Report.Listed> listed = new ArrayList<>();
        page.path("certificates").forEach(c -> listed.add(new Report.Listed(null, false, c.path("issuer").path("common_name").asText(),
            c.path("serial").asText().toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", ""))));
        return plan.with(listed);
    }

    /** With the trust anchors of a profile that Fleet has read back from the host. */
    public FleetPlan anchors(FleetPlan plan, byte[] profile) {
        List<X509Certificate> anchors = WindowsSealing.read(profile);
        return plan.with(anchors.stream().map(a -> new Report.Listed(Certificates.der(a), false)).toList());
    }

    /**
     * The answer to an INQUIRE: which of our profiles the host has, and which certificates.
     *
     * @throws IOException while Fleet is at it, for some minutes at most: an answer now would say too little
     */
    public Report inventory(Delivery delivery, FleetPlan plan) throws IOException {
        List<FleetHost.Profile> ours = plan.host().profiles().stream().filter(FleetHost.Profile::ours).toList();
        boolean labelled = plan.host().labels().stream().anyMatch(l -> l.endsWith(" " + plan.host().uuid()) && l.contains(".smime."));
        boolean settled = ours.stream().allMatch(FleetHost.Profile::settled) && !(labelled && ours.isEmpty());
        if (!settled && delivery.attempts() < PATIENCE) {
            throw new IOException("Fleet has not settled the profiles of host " + plan.host().uuid() + " yet");
        }
        List<Report.Profile> profiles = ours.stream().filter(p -> !p.word(1).equals("trust"))
            .map(p -> new Report.Profile(p.word(0), p.status().equals("verified") && !p.removing() ? p.word(1) : "")).toList();
        return report(delivery, Report.Answer.ACKNOWLEDGED, null, null, plan.held(), profiles);
    }

    /** What became of profiles that were sent or taken away; null while Fleet is at it. */
    public Report progress(Delivery delivery, byte[] answer) throws IOException {
        FleetHost host = FleetHost.read(json.readTree(answer).path("host"));
        List<FleetHost.Profile> own = host.profiles().stream().filter(p -> p.word(0).equals(delivery.externalKey())).toList();
        if (delivery.kind() == Kind.REMOVE) {
            return own.isEmpty() ? report(delivery, Report.Answer.ACKNOWLEDGED, null, null, List.of(), List.of()) : null;
        }
        Optional<FleetHost.Profile> sent = own.stream().filter(p -> p.word(2).equals(delivery.command().toString())).findFirst();
        String failures = own.stream().filter(p -> p.status().equals("failed")).map(FleetHost.Profile::detail)
            .collect(Collectors.joining("; "));
        if (own.stream().anyMatch(p -> p.status().equals("failed"))) {
            return report(delivery, Report.Answer.FAILED, "profile-failed", NanomdmFormats.fit(failures, 1024), List.of(), List.of());
        }
        if (sent.isEmpty() || sent.get().removing()) {
            return null;
        }
        return switch (sent.get().status()) {
            case "verified" -> own.stream().allMatch(FleetHost.Profile::settled)
                ? report(delivery, Report.Answer.ACKNOWLEDGED, null, null, List.of(), List.of()) : null;
            case "pending" -> report(delivery, Report.Answer.NOT_NOW, null, null, List.of(), List.of());
            default -> null;
        };
    }

    private Report report(Delivery delivery, Report.Answer answer, String code, String text, List<Report.Listed> certificates,
            List<Report.Profile> profiles) {
        return new Report(delivery.channel(), delivery.externalId(), Report.Event.CONNECTED, clock.instant(), null, null,
            delivery.command().toString(), answer, code, text, certificates, profiles);
    }
}

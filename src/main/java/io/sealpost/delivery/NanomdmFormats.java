package io.sealpost.delivery;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channels;
import io.sealpost.payload.apple.MdmResult;
import io.sealpost.payload.apple.UnreadablePlist;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;

/** NanoMDM's webhook events and API answers (micromdm/nanomdm, service/webhook/event.json and docs/openapi.yaml). */
@Component("nanomdm")
public class NanomdmFormats {
    private final ObjectMapper json = new ObjectMapper();

    /** Refuses a channel of this kind that lacks a key it cannot do without. */
    public NanomdmFormats(Channels channels) {
        channels.ofKind("nanomdm").forEach(c -> c.require("username", "password", "webhook-key"));
    }

    /**
     * Reads a webhook event.
     *
     * @return null if it says nothing about a device (a user's own MDM channel, other check-ins)
     * @throws UnreadableReport if it is not such an event
     */
    public Report event(String channel, byte[] body) {
        try {
            JsonNode event = json.readTree(body);
            Instant at = Instant.parse(event.path("created_at").asText());
            JsonNode part = event.has("acknowledge_event") ? event.path("acknowledge_event") : event.path("checkin_event");
            byte[] plist = part.path("raw_payload").binaryValue();
            String type = part.path("ids").path("type").asText("Device");
            if (plist == null || part.path("ids").path("parent_id").isTextual() && !type.equals("User")) {
                return null; // a Shared iPad's user, or one of a User Enrollment: no channel of their own for us
            }
            return report(channel, event.path("topic").asText(), at, part, MdmResult.read(plist));
        } catch (IOException | DateTimeParseException | UnreadablePlist e) {
            throw new UnreadableReport("The webhook's body is no NanoMDM event (service/webhook/event.json)", e);
        }
    }

    /** The path of an operation of NanoMDM's API for a device's id, whatever characters an importer gave it (RFC 3986, 2.1). */
    public String path(String operation, String id) {
        return "/v1/" + operation + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Report report(String channel, String topic, Instant at, JsonNode part, MdmResult said) {
        String id = Optional.ofNullable(part.path("ids").path("id").textValue()).orElse(said.udid());
        if (id == null || id.isBlank() || id.length() > 255 || id.chars().anyMatch(Character::isISOControl)) {
            throw new UnreadableReport("The webhook's body names no device: ids.id (or UDID in its raw_payload) is missing or odd", null);
        }
        String parent = part.path("ids").path("parent_id").textValue();
        boolean first = part.path("token_update_tally").asInt() == 1;
        return switch (topic) {
            case "mdm.Authenticate" -> checkIn(channel, id, parent, Report.Event.JOINING, at, said);
            case "mdm.TokenUpdate" -> checkIn(channel, id, parent, first ? Report.Event.JOINED : Report.Event.CONNECTED, at, said);
            case "mdm.CheckOut" -> checkIn(channel, id, parent, Report.Event.LEFT, at, said);
            case "mdm.Connect" -> connect(channel, id, parent, at, said);
            default -> null;
        };
    }

    private static Report checkIn(String channel, String id, String parent, Report.Event event, Instant at, MdmResult said) {
        return new Report(channel, id, parent, event, at, platform(said.productName()), fit(said.productName(), 64), null, null, null,
            null, List.of(), List.of());
    }

    /** A device's answer to a command, or that it is there. */
    static Report connect(String channel, String id, String parent, Instant at, MdmResult said) {
        String code = said.errorDomain() == null ? null : fit(said.errorDomain() + " " + said.errorCode(), 64);
        List<Report.Listed> certificates = said.certificates().stream()
            .map(c -> new Report.Listed(Certificates.der(c.certificate()), c.identity())).toList();
        List<Report.Profile> profiles = said.profiles().stream().filter(p -> p.identifier() != null && p.uuid() != null)
            .map(p -> new Report.Profile(p.identifier(), p.uuid())).toList();
        return new Report(channel, id, parent, Report.Event.CONNECTED, at, null, null, said.commandUuid(), answer(said.status(), code),
            code, fit(said.errorText(), 1024), certificates, profiles);
    }

    /** A device may say anything at any length: as its column holds it, on one line. */
    static String fit(String said, int most) {
        String line = said == null ? null : said.replaceAll("\\p{Cntrl}", " ");
        return line == null || line.length() <= most ? line : line.substring(0, most - 1) + '…';
    }

    private static Report.Answer answer(String status, String code) {
        return switch (String.valueOf(status)) {
            case "Acknowledged" -> Report.Answer.ACKNOWLEDGED;
            case "NotNow" -> Report.Answer.NOT_NOW;
            // "not installed", as iOS and macOS say it
            case "Error" -> "MDMErrorDomain 12075".equals(code) || "MDMClientError 89".equals(code)
                ? Report.Answer.GONE : Report.Answer.FAILED;
            case "CommandFormatError" -> Report.Answer.FAILED;
            default -> null;
        };
    }

    /** Apple's ProductName, for example iPhone14,5, iPad13,4, MacBookPro18,3. */
    private static String platform(String productName) {
        if (productName == null) {
            return null;
        }
        return productName.startsWith("iPhone") || productName.startsWith("iPad") || productName.startsWith("iPod") ? "IOS"
            : productName.contains("Mac") ? "MACOS" : null;
    }

    /**
     * Reads the answer to {@code PUT /v1/enqueue/{id}}. A push that failed does no harm: the command is queued. A command that
     * is there already is one of ours, sent again after a crash.
     *
     * @param status HTTP status: 200, 207 or 500 come with a body
     * @throws Refused     if NanoMDM refused the command
     * @throws IOException if the answer is no such answer: try again
     */
    public void enqueued(int status, byte[] body, Delivery delivery) throws IOException {
        JsonNode answer;
        try {
            answer = json.readTree(body);
        } catch (IOException e) {
            throw new IOException("HTTP " + status + " with a body that is not NanoMDM's", e);
        }
        String error = Optional.ofNullable(answer.path("status").path(delivery.externalId()).path("command_error").textValue())
            .orElse(answer.path("command_error").textValue());
        if (!answer.isObject()) {
            throw new IOException("HTTP " + status + " with a body that is not NanoMDM's");
        }
        if (error == null && status == 200) {
            return;
        }
        String text = String.valueOf(error).toLowerCase(java.util.Locale.ROOT);
        if (text.contains("already exists") || text.contains("duplicate")) {
            return;
        }
        if (error == null) {
            throw new IOException("HTTP " + status + " without a command_error");
        }
        throw new Refused("not-queued", "NanoMDM refused the command: " + error);
    }
}

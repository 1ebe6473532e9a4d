package io.sealpost.delivery;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Basis;
import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.payload.android.DevicePolicy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Paths, bodies and answers of the Android Management API (v1, enterprises.policies and enterprises.devices). */
@Component("androidManagement")
public class AndroidManagement {
    private static final Duration FRESH = Duration.ofMinutes(1);
    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;
    private final Devices devices;
    private final Owners owners;
    private final Imports imports;

    AndroidManagement(Clock clock, Devices devices, Owners owners, Imports imports) {
        this.clock = clock;
        this.devices = devices;
        this.owners = owners;
        this.imports = imports;
    }

    /** One look at all devices of a channel, page by page. @param listed the ids that were found so far */
    public record Look(String channel, Set<String> listed) {
    }

    /** A page of devices that have news, and how to ask for the next. @param next the query, or null after the last page */
    public record Page(List<News> news, String next) {
    }

    /** @param owner whose it is, as its enrollment token said; null if it did not */
    public record News(Report report, String owner) {
    }

    /** Begins a look at all devices. */
    public Look look(Channel channel) {
        return new Look(channel.name(), new HashSet<>());
    }

    /** The devices of ours that a whole look did not find: a deleted one is listed no more. They are to be asked for one by one. */
    public List<String> missing(Look look) {
        return imports.joined(look.channel).stream().filter(id -> !look.listed.contains(id)).toList();
    }

    /** The path of a collection or of one resource in it: policies or devices of the channel's enterprise. */
    public String path(Channel channel, String collection, String id) {
        if (id != null && !id.matches("[A-Za-z0-9_-]+")) {
            throw new Refused("odd-device-id", "The Android Management API has no such device: " + id);
        }
        return "/v1/" + channel.parameter("enterprise") + "/" + collection + (id == null ? "" : "/" + id);
    }

    /** The query of a policy's PATCH. */
    public String mask(byte[] policy) {
        return "updateMask=" + DevicePolicy.updateMask(policy);
    }

    /** The body that gives a device its own policy. */
    public byte[] assignment(Channel channel, String device) throws IOException {
        return json.writeValueAsBytes(json.createObjectNode().put("policyName", path(channel, "policies", device).substring(4)));
    }

    /**
     * Reads an answer to devices.list, and leaves out whatever was told before.
     *
     * @throws UnreadableReport if it is no such answer
     */
    public Page page(Channel channel, Look look, byte[] body) {
        try {
            JsonNode read = json.readTree(body);
            List<News> news = new ArrayList<>();
            for (JsonNode each : read.path("devices")) {
                look.listed.add(id(each));
                news(channel, each).ifPresent(news::add);
            }
            String token = read.path("nextPageToken").asText("");
            return new Page(news, token.isEmpty() ? null : "pageSize=100&pageToken="
                + java.net.URLEncoder.encode(token, java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException | DateTimeParseException e) {
            throw new UnreadableReport("The answer is no list of devices of the Android Management API", e);
        }
    }

    private Optional<News> news(Channel channel, JsonNode said) {
        String id = id(said);
        Optional<Device> known = devices.get(Devices.id(channel.name(), id));
        Instant enrolled = instant(said, "enrollmentTime");
        Instant seen = said.has("lastStatusReportTime") ? instant(said, "lastStatusReportTime") : enrolled;
        boolean joined = known.filter(d -> d.state() == Device.State.JOINED && !enrolled.isAfter(d.joinedAt())).isPresent();
        if (said.path("appliedState").asText().equals("DELETED")) {
            return joined ? Optional.of(new News(report(channel, id, Report.Event.LEFT, seen, said), null)) : Optional.empty();
        }
        if (!joined) {
            return Optional.of(new News(report(channel, id, Report.Event.JOINED, enrolled, said), text(said, "enrollmentTokenData")));
        }
        boolean heard = known.get().seenAt() == null || seen.isAfter(known.get().seenAt().plus(FRESH));
        return heard ? Optional.of(new News(report(channel, id, Report.Event.CONNECTED, seen, said), null)) : Optional.empty();
    }

    private static String id(JsonNode said) {
        String name = said.path("name").asText();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static Report report(Channel channel, String id, Report.Event event, Instant at, JsonNode said) {
        String model = said.path("hardwareInfo").path("model").asText("");
        return new Report(channel.name(), id, event, at, "ANDROID", model.isEmpty() ? null : cut(model), null, null, null, null, List.of(),
            List.of());
    }

    private static String text(JsonNode said, String field) {
        String text = said.path(field).asText("").strip();
        return text.isEmpty() || text.startsWith("{") ? null : text;   // somebody else's JSON names no user
    }

    /** Google writes nanoseconds. Databases keep less, and what they gave back would be before what is said the next time. */
    private static Instant instant(JsonNode said, String field) {
        return Instant.parse(said.path(field).asText()).truncatedTo(ChronoUnit.MILLIS);
    }

    private static String cut(String model) {
        String line = model.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 64 ? line : line.substring(0, 64);
    }

    /** A device that is asked for and is not there has left: it was wiped, or its management was removed. */
    public Report gone(Channel channel, String device) {
        return new Report(channel.name(), device, Report.Event.LEFT, clock.instant(), "ANDROID", null, null, null, null, null, List.of(),
            List.of());
    }

    /** One transaction: the MDM's own word on whose the device is, where the channel takes it. Returns names to be looked up. */
    @Transactional
    public List<Work> owner(Channel channel, News news) {
        if (news.owner() == null || !channel.owners().contains(Basis.MDM)) {
            return List.of();
        }
        return owners.state(channel.name(), news.report().externalId(), Basis.MDM, news.owner()).map(Work::lookUp).stream().toList();
    }
}

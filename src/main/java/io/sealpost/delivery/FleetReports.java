package io.sealpost.delivery;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.payload.apple.MdmResult;
import org.springframework.stereotype.Component;

/** What Fleet tells when it is asked for its hosts and for the answers to Apple commands (Fleet, REST API). */
@Component("fleetReports")
public class FleetReports {
    private static final Map<String, String> PLATFORMS = Map.of("windows", "WINDOWS", "ios", "IOS", "ipados", "IOS", "darwin", "MACOS");
    // Of the sources of a host's mapping only those that its user cannot write: browser profiles and the agent's own are not.
    private static final Set<String> SOURCES = Set.of("mdm_idp_accounts", "idp");
    private final ObjectMapper json = new ObjectMapper();
    private final Devices devices;

    public FleetReports(Devices devices) {
        this.devices = devices;
    }

    /** The first page of a channel's hosts is still to be asked for. */
    public FleetPage first(Channel channel) {
        return new FleetPage(channel.name(), 0, List.of());
    }

    /** The page, and where the next one is. */
    public FleetPage page(FleetPage asked, byte[] answer) throws IOException {
        JsonNode page = json.readTree(answer);
        List<FleetPage.Host> hosts = new ArrayList<>();
        page.path("hosts").forEach(host -> {
            String platform = PLATFORMS.get(host.path("platform").asText());
            if (platform != null && host.path("uuid").asText().matches("[!-~]{1,255}")) {
                hosts.add(new FleetPage.Host(report(asked.channel(), host, platform), owner(host)));
            }
        });
        boolean more = page.path("hosts").size() > 0 && page.path("meta").path("has_next_results").asBoolean();
        return new FleetPage(asked.channel(), more ? asked.number() + 1 : -1, hosts);
    }

    private Report report(String channel, JsonNode host, String platform) throws DateTimeParseException {
        String uuid = host.path("uuid").asText();
        Instant seen = Instant.parse(host.path("seen_time").asText());
        boolean managed = host.path("mdm").path("enrollment_status").asText().startsWith("On");
        Instant again = platform.equals("WINDOWS") && managed ? again(channel, uuid, host.path("last_enrolled_at").asText("")) : null;
        return new Report(channel, uuid, !managed ? Report.Event.LEFT : again != null ? Report.Event.JOINED : Report.Event.CONNECTED,
            again != null ? again : seen, platform, NanomdmFormats.fit(host.path("hardware_model").asText(), 64),
            null, null, null, null, List.of(), List.of());
    }

    /**
     * When a PC joined again, if it did since we heard of its joining: it was reset, and nobody saw it leave. Databases keep less
     * than nanoseconds, and what they gave back would be before what is said the next time.
     */
    private Instant again(String channel, String uuid, String enrolledAt) {
        Instant enrolled = enrolledAt.isEmpty() ? Instant.EPOCH : Instant.parse(enrolledAt).truncatedTo(ChronoUnit.MILLIS);
        return devices.get(Devices.id(channel, uuid)).filter(d -> d.state() == Device.State.JOINED && enrolled.isAfter(d.joinedAt()))
            .map(d -> enrolled).orElse(null);
    }

    private static String owner(JsonNode host) {
        for (JsonNode mapping : host.path("device_mapping")) {
            if (SOURCES.contains(mapping.path("source").asText())) {
                return mapping.path("email").asText();
            }
        }
        return null;
    }

    /** An Apple device's answer to a command, as Fleet keeps it; null while there is none. */
    public Report result(Delivery delivery, byte[] answer) throws IOException {
        for (JsonNode result : json.readTree(answer).path("results")) {
            boolean own = result.path("host_uuid").asText().equals(delivery.externalId());
            if (own && !result.path("result").asText().isEmpty()) {
                MdmResult said = MdmResult.read(Base64.getDecoder().decode(result.path("result").asText()));
                Instant at = Instant.parse(result.path("updated_at").asText());
                return NanomdmFormats.connect(delivery.channel(), delivery.externalId(), null, at, said);
            }
        }
        return null;
    }
}

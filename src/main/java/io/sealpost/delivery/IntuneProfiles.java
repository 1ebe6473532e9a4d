package io.sealpost.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.device.Channel;
import org.springframework.stereotype.Component;

/**
 * What Intune must have besides certificates: without an assigned profile "PKCS imported certificate" for its platform and purpose a
 * phone gets none, without its app configuration Outlook does not take them by itself. Looks what is missing, and makes it if it may.
 */
@Component("intuneProfiles")
public class IntuneProfiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, List<String>> lacking = new ConcurrentHashMap<>();
    private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

    /** Begins a look at the tenant. That the last one broke off is said where people look for what is missing. */
    public IntuneSurvey look(Channel channel) {
        if (!unfinished.add(channel.name())) {
            lacking.put(channel.name(), List.of("unknown: the last look at Intune broke off, and the log says why; the application may"
                + " lack DeviceManagementConfiguration.ReadWrite.All or DeviceManagementApps.ReadWrite.All"));
        }
        return new IntuneSurvey(channel);
    }

    /** Reads the page that was asked for. */
    public void read(IntuneSurvey survey, byte[] page) throws IOException {
        survey.read(page);
    }

    /**
     * Says what is missing, for {@link #lacking}.
     *
     * @return what makes it, or assigns those of ours that nobody is assigned to; nothing unless {@code ensure-profiles} is true
     */
    public List<GraphCall> missing(IntuneSurvey survey) {
        List<Lack> lacks = new ArrayList<>(ImportedPfxProfiles.lacking(survey));
        lacks.addAll(OutlookConfigurations.lacking(survey));
        Channel channel = survey.channel();
        lacking.put(channel.name(), lacks.stream().map(Lack::said).toList());
        unfinished.remove(channel.name());
        return !Boolean.parseBoolean(channel.parameters().get("ensure-profiles")) ? List.of()
            : lacks.stream().map(Lack::mending).filter(call -> call != null).toList();
    }

    /**
     * Assigns to all licensed users what was just made.
     *
     * @param answer to one of the calls
     * @return null if that call was an assignment itself
     */
    public GraphCall assign(byte[] answer) throws IOException {
        JsonNode made = JSON.readTree(answer);
        return made.has("id") ? assignment(made) : null;
    }

    /** By channel, what is missing. */
    public Map<String, List<String>> lacking() {
        return lacking;
    }

    static GraphCall post(String path, ObjectNode entity) {
        return new GraphCall("POST", path, null, entity.toString().getBytes(StandardCharsets.UTF_8));
    }

    static GraphCall assignment(JsonNode entity) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("assignments").addObject().putObject("target")
            .put("@odata.type", "#microsoft.graph.allLicensedUsersAssignmentTarget");
        boolean app = entity.path("@odata.type").asText().endsWith("AppConfiguration");
        return post((app ? IntuneSurvey.APP_CONFIGURATIONS : IntuneSurvey.PROFILES) + "/"
            + IntuneFormats.encoded(entity.path("id").asText()) + "/assign", body);
    }
}

package io.sealpost.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What Fleet says of one host (Fleet, REST API, "Get host").
 *
 * @param id   Fleet's own
 * @param uuid the hardware's, by which we know it
 * @param team null: in no team
 */
record FleetHost(int id, String uuid, Integer team, List<String> labels, List<Profile> profiles) {

    /** @param status verified, verifying, pending, failed; operation install or remove */
    record Profile(String uuid, String name, String status, String operation, String detail) {
        static final Pattern OURS = Pattern.compile(".+\\.smime\\.[0-9a-f-]{36} .+");

        boolean ours() {
            return OURS.matcher(name).matches();
        }

        boolean removing() {
            return operation.equals("remove");
        }

        boolean settled() {
            return !removing() && (status.equals("verified") || status.equals("failed"));
        }

        /** The n-th word of a name that {@link WindowsFormat} made. */
        String word(int n) {
            String[] words = name.split(" ");
            return n < words.length ? words[n] : "";
        }
    }

    static FleetHost read(JsonNode host) {
        List<String> labels = new ArrayList<>();
        host.path("labels").forEach(l -> labels.add(l.path("name").asText()));
        List<Profile> profiles = new ArrayList<>();
        host.path("mdm").path("profiles").forEach(p -> profiles.add(new Profile(p.path("profile_uuid").asText(), p.path("name").asText(),
            p.path("status").asText("pending"), p.path("operation_type").asText("install"), p.path("detail").asText(""))));
        return new FleetHost(host.path("id").asInt(), host.path("uuid").asText(), host.path("team_id").isInt()
            ? host.path("team_id").asInt() : null, labels, profiles);
    }
}

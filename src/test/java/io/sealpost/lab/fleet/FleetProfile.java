package io.sealpost.lab.fleet;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A Windows configuration profile.
 *
 * @param uuid   Fleet's own, with the prefix w
 * @param name   of the file, without its extension
 * @param team   whose hosts get it; 0: hosts without a team
 * @param labels of which a host must have one
 * @param uris   that it sets
 */
record FleetProfile(String uuid, String name, int team, List<String> labels, byte[] content, List<String> uris) {
    boolean forUsers() {
        return uris.stream().anyMatch(uri -> uri.startsWith("./User/"));
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }
}

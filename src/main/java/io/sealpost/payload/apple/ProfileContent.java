package io.sealpost.payload.apple;

import java.util.List;
import java.util.UUID;

/**
 * What one configuration profile holds. The same identifiers and UUIDs update what the device has (Apple, TopLevel.yaml).
 *
 * @param identifier reverse-DNS PayloadIdentifier; the payloads' identifiers are derived from it
 * @param mail       null: no mail account
 */
public record ProfileContent(String identifier, UUID uuid, String displayName, String organization, List<Anchor> anchors,
                             List<Identity> identities, MailAccount mail) {
    public ProfileContent {
        anchors = List.copyOf(anchors);
        identities = List.copyOf(identities);
    }
}

package io.sealpost.payload.apple;

import java.util.List;
import java.util.UUID;

/**
 * What one configuration profile holds. The same identifiers and UUIDs update what the device has (Apple, TopLevel.yaml).
 *
 * @param identifier reverse-DNS PayloadIdentifier; the payloads' identifiers are derived from it
 * @param scope      PayloadScope, System or User, of a Mac's profile; null: none (iOS)
 * @param mail       null: nothing for mail
 */
public record ProfileContent(String identifier, UUID uuid, String displayName, String organization, List<Anchor> anchors,
                             List<Identity> identities, String scope, MailPayload mail) {
    public ProfileContent {
        anchors = List.copyOf(anchors);
        identities = List.copyOf(identities);
    }
}

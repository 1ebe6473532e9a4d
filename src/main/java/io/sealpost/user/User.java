package io.sealpost.user;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A directory user as stored.
 *
 * @param names     kind (upn, uid) to name, lower case
 * @param addresses rfc822Names, lower case, the primary one first
 * @param dueAt     since when a comparison with the ledger is asked for, or null
 */
public record User(UUID id, String directory, String externalId, String displayName,
                   Map<String, String> names, List<String> addresses, Instant dueAt) {

    /** The address that mail is sent from; empty for a user without one, who then gets no signing certificate. */
    public Optional<String> primaryAddress() {
        return addresses.stream().findFirst();
    }

    /** That address, if a certificate's rfc822Name can hold it: ASCII only (RFC 5280, 4.2.1.6). */
    public Optional<String> signingAddress() {
        return primaryAddress().filter(a -> a.chars().allMatch(c -> c < 0x80));
    }

    /** What the user is called where one line must do: the display name, else an address, else the directory's id. */
    public String title() {
        return displayName != null ? displayName : primaryAddress().orElse(externalId);
    }
}

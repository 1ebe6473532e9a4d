package io.sealpost.lab.device;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One command as a device answered it.
 *
 * @param requestType its request type
 * @param uuid        its CommandUUID
 * @param status      Acknowledged, Error or NotNow
 * @param subject     the profile's PayloadIdentifier, if it was about one; else null
 * @param text        why it was refused; else null
 * @param at          when
 */
public record Handled(String requestType, String uuid, String status, String subject, String text, Instant at) {
    static Managed.Work sum(List<Handled> all) {
        return new Managed.Work(all.size(), count(all, "NotNow"), count(all, "Error"),
                all.stream().map(Handled::text).filter(Objects::nonNull).reduce((first, second) -> second).orElse(null));
    }

    private static int count(List<Handled> all, String status) {
        return (int) all.stream().filter(each -> each.status().equals(status)).count();
    }
}

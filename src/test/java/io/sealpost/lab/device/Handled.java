package io.sealpost.lab.device;

import java.time.Instant;

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
}

package io.sealpost.delivery;

import java.util.UUID;

/**
 * A mail that tells a user what to switch on, ready to be sent.
 *
 * @param messageId its Message-ID (RFC 5322, 3.6.4): the same each time it is sent, so that a repeat can be told
 * @param text      plain text
 */
public record Notice(UUID device, String messageId, String from, String to, String subject, String text, int attempts) {

    @Override
    public String toString() {
        return "notice for device " + device;
    }
}

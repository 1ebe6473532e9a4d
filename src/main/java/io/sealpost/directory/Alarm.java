package io.sealpost.directory;

import java.util.UUID;

/**
 * Something about a run that people are told.
 *
 * @param webhook where; empty: nowhere
 * @param json    what, for programs
 * @param mailTo  who gets a mail; empty: nobody
 * @param subject of it, one line
 * @param text    of it
 */
public record Alarm(UUID sync, String webhook, String json, String mailTo, String mailFrom, String subject, String text) {
    @Override
    public String toString() {
        return "alarm for sync " + sync;
    }
}

package io.sealpost.directory;

import java.util.UUID;

/**
 * A user's entry that is to be changed now.
 *
 * @param directory   its directory's name
 * @param certificate SHA-256 of what is to be published; null if what we published is to be taken out
 * @param attempts    with this one
 */
public record Publication(UUID user, String directory, String externalId, String certificate, int attempts) {
    @Override
    public String toString() {
        return "publication for user " + user;
    }
}

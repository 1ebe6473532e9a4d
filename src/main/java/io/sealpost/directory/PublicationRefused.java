package io.sealpost.directory;

/** The directory refused to change an entry, or there is none to change; doing it again would not help. */
public class PublicationRefused extends RuntimeException {
    public PublicationRefused(String message) {
        super(message);
    }
}

package io.sealpost.directory;

/** An approval for a run that does not wait for it, or not for this one. */
public class NotWaiting extends RuntimeException {
    NotWaiting(String message) {
        super(message);
    }
}

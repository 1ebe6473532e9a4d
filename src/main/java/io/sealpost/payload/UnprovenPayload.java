package io.sealpost.payload;

/** A payload that did not pass the proof and therefore never leaves; the message names what failed, never a secret. */
public class UnprovenPayload extends RuntimeException {
    public UnprovenPayload(String message) {
        super(message);
    }

    public UnprovenPayload(String message, Throwable cause) {
        super(message, cause);
    }
}

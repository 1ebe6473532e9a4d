package io.sealpost.payload.apple;

/** A payload that did not pass the proof and therefore never leaves; the message names what failed, never a secret. */
public class UnprovenPayload extends RuntimeException {
    UnprovenPayload(String message) {
        super(message);
    }

    UnprovenPayload(String message, Throwable cause) {
        super(message, cause);
    }
}

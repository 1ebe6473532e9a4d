package io.sealpost.delivery;

/** A delivery no longer fits its device; nothing was sent. */
public class Superseded extends RuntimeException {
    Superseded(String message) {
        super(message);
    }
}

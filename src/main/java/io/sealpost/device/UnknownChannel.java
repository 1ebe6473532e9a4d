package io.sealpost.device;

/** A channel was named that is not configured. */
public class UnknownChannel extends RuntimeException {
    UnknownChannel(String message) {
        super(message);
    }
}

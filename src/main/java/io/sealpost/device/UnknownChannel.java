package io.sealpost.device;

/** A channel was named that is not configured. */
public class UnknownChannel extends IllegalArgumentException {
    UnknownChannel(String message) {
        super(message);
    }
}

package io.sealpost.device;

/** A source named an owner that the channel does not take owners from. */
public class SourceNotAccepted extends IllegalArgumentException {
    SourceNotAccepted(String message) {
        super(message);
    }
}

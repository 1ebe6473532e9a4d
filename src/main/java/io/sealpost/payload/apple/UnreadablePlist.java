package io.sealpost.payload.apple;

/** Bytes that should hold an XML property list of a device and do not. */
public class UnreadablePlist extends RuntimeException {
    UnreadablePlist(String message) {
        super(message);
    }

    UnreadablePlist(String message, Throwable cause) {
        super(message, cause);
    }
}

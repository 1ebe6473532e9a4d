package io.sealpost.delivery;

/** What an MDM sent cannot be understood. */
public class UnreadableReport extends RuntimeException {
    UnreadableReport(String message, Throwable cause) {
        super(message, cause);
    }
}

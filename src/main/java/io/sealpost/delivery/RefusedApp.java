package io.sealpost.delivery;

/** A companion app asked for what it may not have, or said what cannot be understood; the message begins with the reason in one word. */
public class RefusedApp extends RuntimeException {
    RefusedApp(String code, String message) {
        super(code + ": " + message);
    }

    RefusedApp(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}

package io.sealpost.enrollment;

import java.util.UUID;

/** A request was to be retried that has neither failed nor been denied. */
public class NotEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotEnded(UUID id, String state) {
        super("Enrollment " + id + " is " + state + (state.equals("CLOSED") ? ": its key is destroyed; let the device join again"
            : state.equals("ISSUED") ? ": there is nothing to ask for" : ": it is on its way, and goes on by itself"));
    }
}

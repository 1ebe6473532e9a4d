package io.sealpost.directory;

/** The guard refused a plan; nothing was changed. */
public class PlanRefused extends RuntimeException {
    PlanRefused(String message) {
        super(message);
    }
}

package io.sealpost.directory;

/** The read of a run is not believed; nothing was changed. */
public class PlanRefused extends RuntimeException {
    PlanRefused(String message) {
        super(message);
    }

    static PlanRefused badRead(Sync sync) {
        return new PlanRefused("The read of " + sync.directory() + " did not end well: nothing is concluded from it");
    }
}

package io.sealpost.routes;

/**
 * A row of docs/sync-faults.md.
 *
 * @param <S>  what plays its kind of directory
 * @param kind of directory
 * @param all  whether the run begins to read everything, and not only what changed
 * @param ends how the run ends, and what it plans
 * @param does prepares the server
 */
record FaultRow<S>(String kind, boolean all, String fault, String point, String ends, Deed<S> does) {
    /** Changes what the directory holds, or how its server behaves. */
    interface Deed<S> {
        void to(S server) throws Exception;
    }

    String cause() {
        return kind + " | " + (all ? "all" : "changes") + " | " + fault + " | " + point;
    }

    /** Whether the run waits for an answer in vain. */
    boolean waits() {
        return fault.equals("no answer");
    }

    boolean fails() {
        return ends.equals("FAILED");
    }

    @Override
    public String toString() {
        return cause() + " | " + ends;
    }
}

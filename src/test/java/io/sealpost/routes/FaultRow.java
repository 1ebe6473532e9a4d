package io.sealpost.routes;

/**
 * A row of docs/sync-faults.md.
 *
 * @param kind     of directory
 * @param plan     how the run ends, and what it plans
 * @param does     prepares the server
 */
record FaultRow(String kind, String fault, String point, String plan, Deed does) {
    /** Changes what the directory holds, or how its server behaves. */
    interface Deed {
        void to(ScriptedDirectory server) throws Exception;
    }

    String cause() {
        return kind + " | " + fault + " | " + point;
    }

    @Override
    public String toString() {
        return cause() + " | " + plan;
    }
}

package io.sealpost.delivery;

import java.util.List;

/**
 * A page of Fleet's hosts.
 *
 * @param number which to ask for next, from 0; -1: there is none
 */
public record FleetPage(String channel, int number, List<Host> hosts) {

    /**
     * One host that Fleet manages.
     *
     * @param owner what the identity provider said at enrolment, or null
     */
    public record Host(Report report, String owner) {
    }

    /** Whether there is one to ask for. */
    public boolean more() {
        return number >= 0;
    }
}

package io.sealpost.lab.fleet;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.sealpost.lab.windows.Pc;

/** One host as Fleet keeps it. */
final class Host {
    /** What Fleet knows of one profile on one host. */
    static final class Applied {
        final FleetProfile profile;
        String operation = "install";
        String status = "pending";
        String detail = "";

        Applied(FleetProfile profile) {
            this.profile = profile;
        }
    }

    final int id;
    final Pc pc;
    final AppleHost apple;
    final String uuid;
    final int team;
    final Set<String> labels = new TreeSet<>();
    final Map<String, Applied> applied = new LinkedHashMap<>();
    final Instant enrolled;
    Instant seen;
    boolean managed = true;
    String endUser;

    Host(int id, String uuid, Pc pc, AppleHost apple, int team, String endUser, Instant enrolled) {
        this.id = id;
        this.uuid = uuid;
        this.pc = pc;
        this.apple = apple;
        this.team = team;
        this.endUser = endUser;
        this.enrolled = enrolled;
        this.seen = enrolled;
    }

    boolean present() {
        return pc == null || !pc.away();
    }
}

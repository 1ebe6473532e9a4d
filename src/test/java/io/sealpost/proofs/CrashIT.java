package io.sealpost.proofs;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gateway dies, the world lives on. {@code -Dsealpost.kills=100} is the long form: all named points, and so many kills at random
 * moments, 25 in each run; {@code 0}: the named points alone.
 */
class CrashIT {
    private static final int KILLS = Integer.getInteger("sealpost.kills", 1);
    private static final long SEED = Long.getLong("sealpost.seed", 1);
    private static final int IN_A_RUN = 25;

    /** One run of the gateway in its many lives. */
    private record Plan(long seed, List<String> points, int kills) {
    }

    @ParameterizedTest
    @MethodSource("plans")
    void P2_G5_aRunEndsProvenWheneverTheGatewayIsKilled(Plan plan) throws InterruptedException {
        try (var run = new CrashRun("CrashIT-" + plan.seed, 3, plan.seed)) {
            if (plan.points.contains(NamedPoints.IMPORT)) {
                run.killAt(NamedPoints.IMPORT, 3, run::start);
            } else {
                run.start();
            }
            run.play();
            for (var point : plan.points) {
                if (!point.equals(NamedPoints.IMPORT)) {
                    run.calm().killAt(point, 1, () -> run.workFor(point));
                }
            }
            for (int killed = run.kills(); run.kills() < killed + plan.kills;) {
                run.killAtRandom();
            }
            var result = run.proven();
            System.out.println("Seed " + plan.seed + ", " + run.kills() + " kills, " + plan.points.size() + " of them at named points: "
                + result);
        }
    }

    static List<Plan> plans() {
        if (KILLS > 0 && KILLS <= IN_A_RUN) {
            return List.of(new Plan(SEED, NamedPoints.SHORT, KILLS));
        }
        var plans = new ArrayList<>(List.of(new Plan(SEED, NamedPoints.ALL, 0)));
        for (int left = KILLS; left > 0; left -= IN_A_RUN) {
            plans.add(new Plan(SEED + plans.size(), List.of(), Math.min(left, IN_A_RUN)));
        }
        return plans;
    }
}

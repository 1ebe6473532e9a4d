package io.sealpost.directory;

import org.springframework.stereotype.Component;

/** Refuses a run before its first change outside staging (P3). A sync adds and updates only, so it guards the read itself. */
@Component
public class Guard {

    /**
     * @return the plan, for the next step
     * @throws PlanRefused if nothing was read where users are known, or fewer than half of them
     */
    public Plan check(Plan plan) {
        if (plan.known() > 0 && plan.read() * 2 < plan.known()) {
            throw new PlanRefused("The read of " + plan.sync().directory() + " brought " + plan.read() + " entries where "
                + plan.known() + " users are known: look at base, filter and the rights of the bind account");
        }
        return plan;
    }
}

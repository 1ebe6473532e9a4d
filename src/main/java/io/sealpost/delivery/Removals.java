package io.sealpost.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.sealpost.device.Device;
import io.sealpost.enrollment.Enrollments;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What follows when items are gone from a device. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Removals {
    private final Deliveries deliveries;
    private final Ledger ledger;
    private final Enrollments enrollments;

    Removals(Deliveries deliveries, Ledger ledger, Enrollments enrollments) {
        this.deliveries = deliveries;
        this.ledger = ledger;
        this.enrollments = enrollments;
    }

    /** The user's profile is gone from the device; the signing key that was made for it is destroyed. */
    List<Work> removed(Device device, UUID delivery, UUID user) {
        deliveries.end(delivery, "REMOVED", null, null);
        ledger.removed(device.id(), user);
        enrollments.close(device.id(), user);
        List<Work> work = new ArrayList<>(List.of(Work.user(user)));
        if (device.owner() != null && !device.owner().equals(user)) {
            work.add(Work.user(device.owner()));
        }
        return work;
    }

    /** The device's signing identities ended with its management. */
    void forgetSigningKeys(UUID device) {
        enrollments.closeOthers(device, null);
    }
}

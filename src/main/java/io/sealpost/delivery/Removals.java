package io.sealpost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.sealpost.device.Device;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.RetrySettings;
import io.sealpost.enrollment.Revocations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How items go from a device, and what follows when they are gone. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Removals {
    private final JdbcClient jdbc;
    private final Deliveries deliveries;
    private final UnderWay underWay;
    private final Ledger ledger;
    private final Enrollments enrollments;
    private final Entitlements entitlements;
    private final Revocations revocations;
    private final RetrySettings retry;

    Removals(JdbcClient jdbc, Deliveries deliveries, UnderWay underWay, Ledger ledger, Enrollments enrollments, Entitlements entitlements,
             Revocations revocations, RetrySettings retry) {
        this.jdbc = jdbc;
        this.deliveries = deliveries;
        this.underWay = underWay;
        this.ledger = ledger;
        this.enrollments = enrollments;
        this.entitlements = entitlements;
        this.revocations = revocations;
        this.retry = retry;
    }

    /** Opens the removal of all that this user has on the device; after a failure later and later. */
    Work open(Device device, UUID user, String request, String externalKey) {
        int failures = failures(device, user);
        Work work = deliveries.open(device, user, Kind.REMOVE, request, externalKey,
            failures == 0 ? Duration.ZERO : retry.after(failures));
        ledger.remove(UUID.fromString(work.id()), device.id(), user);
        return work;
    }

    /** How often this user's removal did not succeed since the last time that it did: each time is a reason to wait longer. */
    private int failures(Device device, UUID user) {
        return jdbc.sql("""
                select count(*) from delivery f where f.device = :device and f.user_id = :user and f.generation = :generation
                and f.kind = 'REMOVE' and f.state in ('FAILED', 'LOST') and not exists (
                  select 1 from delivery r where r.device = f.device and r.user_id = f.user_id and r.kind = 'REMOVE'
                  and r.state = 'REMOVED' and r.created_at > f.created_at)""")
            .param("device", device.id()).param("user", user).param("generation", device.generation()).query(Integer.class).single();
    }

    /** The device says that it is done, and its inventory shows the contrary. */
    List<Work> stayed(UUID delivery, UUID user) {
        String text = "The device says that it removed the items, and still lists them: asked again later";
        deliveries.end(delivery, "LOST", "still-there", text);
        ledger.move(delivery, List.of("REMOVING"), "REMOVING", "still-there", text);
        return List.of(Work.user(user));
    }

    /**
     * The user's profile is gone from the device; the signing key that was made for it is destroyed. While one that was sent before may
     * still come, that is not the end: the next removal goes behind it, and until then nobody else gets anything.
     */
    List<Work> removed(Device device, UUID delivery, UUID user) {
        if (underWay.mayCome(device, user)) {
            deliveries.end(delivery, "LOST", "install-unanswered", "The device has not answered an INSTALL that was sent before: removed"
                + " once more, later");
            return List.of(Work.user(user));
        }
        underWay.giveUp(device.id(), user);
        deliveries.end(delivery, "REMOVED", null, null);
        ledger.removed(device.id(), user);
        revocations.removed(device.id(), user);
        enrollments.close(device.id(), user);
        List<Work> work = new ArrayList<>(List.of(Work.user(user)));
        if (device.owner() != null && !device.owner().equals(user)) {
            work.add(Work.user(device.owner()));
        }
        return work;
    }

    /**
     * The device holds this user's profile, whatever the ledger said: of anybody but who is entitled to it, it is removed, once more if
     * need be. An INSTALL that the device put off may be carried out after the REMOVE that came later.
     */
    List<Work> found(Device device, UUID user) {
        if (user.equals(entitlements.user(device))) {
            return List.of();
        }
        List<Work> work = new ArrayList<>(ledger.found(device.id(), user, "ACKNOWLEDGED") ? List.of(Work.user(user)) : List.of());
        underWay.hasten(device.id(), user).forEach(id -> work.add(deliveries.work(device.channel(), id)));
        return work;
    }

    /** The device put off an INSTALL of this user: what was thought gone may still come, and of anybody but who is entitled is removed. */
    List<Work> awaited(Device device, UUID user) {
        return user.equals(entitlements.user(device)) || !ledger.found(device.id(), user, "DEFERRED") ? List.of()
            : List.of(Work.user(user));
    }

    /**
     * The device's signing identities ended with its management.
     *
     * @param removed whether it gave them back; otherwise it only joins anew
     */
    void forgetSigningKeys(UUID device, boolean removed) {
        if (removed) {
            revocations.removed(device, null);
        }
        enrollments.closeOthers(device, null);
    }
}

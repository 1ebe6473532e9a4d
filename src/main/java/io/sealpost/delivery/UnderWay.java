package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.sealpost.device.Device;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What is on its way to a device. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class UnderWay {
    private static final List<String> UNDER_WAY = List.of("PENDING", "SENT", "DEFERRED");
    /**
     * A queue is in order: before each command that came later, the device was offered this one, and its answer was reported or lost.
     * After so many without a word it is not in the queue any more.
     */
    private static final String IN_QUEUE = """
        (select count(*) from delivery l where l.device = i.device and l.generation = i.generation
         and l.created_at >= coalesce(i.sent_at, i.ended_at) and l.answered_at > coalesce(i.answered_at, i.created_at)) < 3""";
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Formats formats;

    UnderWay(JdbcClient jdbc, Clock clock, Formats formats) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.formats = formats;
    }

    /**
     * Whether the next comparison must wait for something other than inquiries; for a removal until the device's inventory shows that it
     * was done. What was sent of anybody but who is entitled is no reason: its removal goes right behind it.
     *
     * @param entitled may be null
     */
    boolean busy(Device device, UUID entitled) {
        String answered = formats.of(device).unheard() ? " and not (kind = 'INSTALL' and state = 'SENT')" : "";
        return jdbc.sql("select count(*) from delivery where device = :device and kind <> 'INQUIRE' and (state in (:states)"
                + " or kind = 'REMOVE' and state = 'ACKNOWLEDGED')"
                + " and not (kind = 'INSTALL' and state in ('SENT', 'DEFERRED') and user_id <> :entitled)" + answered)
            .param("device", device.id()).param("states", UNDER_WAY).param("entitled", entitled == null ? new UUID(0, 0) : entitled)
            .query(Integer.class).single() > 0;
    }

    /** Whether the device may still carry out an INSTALL of this user that it was sent, or that may have reached the MDM. */
    boolean mayCome(Device device, UUID user) {
        return formats.of(device).queues() && jdbc.sql("""
                select count(*) from delivery i where i.device = :device and i.user_id = :user and i.generation = :generation
                and i.kind = 'INSTALL' and i.attempts > 0
                and (i.state = 'DEFERRED' or i.state in ('SENT', 'LOST', 'CLOSED') and i.answered_at is null) and """ + IN_QUEUE)
            .param("device", device.id()).param("user", user).param("generation", device.generation())
            .query(Integer.class).single() > 0;
    }

    /**
     * Whether the device accepted an INSTALL of this user since this removal was opened: reports come in any order, so that it may have
     * found nothing to remove, and have installed afterwards.
     */
    boolean cameSince(UUID removal) {
        return jdbc.sql("""
                select count(*) from delivery i join delivery r on r.device = i.device and r.user_id = i.user_id
                where r.id = ? and i.kind = 'INSTALL' and i.state in ('ACKNOWLEDGED', 'VERIFIED') and i.answered_at > r.created_at""")
            .param(removal).query(Integer.class).single() > 0;
    }

    /** Whether it is still in the queue of the MDM, as far as later commands show. */
    boolean inQueue(UUID delivery) {
        return jdbc.sql("select count(*) from delivery i where i.id = ? and " + IN_QUEUE).param(delivery).query(Integer.class)
            .single() > 0;
    }

    /** The device said something about it, NotNow included. */
    void heard(UUID delivery) {
        jdbc.sql("update delivery set answered_at = ? where id = ?").params(now(), delivery).update();
    }

    /** Nothing of this user is expected on the device any more. */
    void giveUp(UUID device, UUID user) {
        jdbc.sql("update delivery set state = 'CLOSED', code = 'superseded', due_at = null, ended_at = ?"
            + " where device = ? and user_id = ? and kind = 'INSTALL' and state in ('SENT', 'DEFERRED')")
            .params(now(), device, user).update();
    }

    /** A removal of this user's items that waits for its time goes now. */
    List<UUID> hasten(UUID device, UUID user) {
        List<UUID> waiting = jdbc.sql("select id from delivery where device = ? and user_id = ? and kind = 'REMOVE'"
            + " and state = 'PENDING' and due_at > ?").params(device, user, now()).query(UUID.class).list();
        waiting.forEach(id -> jdbc.sql("update delivery set due_at = ? where id = ?").params(now(), id).update());
        return waiting;
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    /** Whether the device acknowledged something after this inquiry was made, so that the answer may not show it yet. */
    boolean acknowledgedSince(UUID device, UUID inquiry) {
        return jdbc.sql("""
                select count(*) from delivery where device = ? and kind <> 'INQUIRE' and state = 'ACKNOWLEDGED'
                and ended_at > (select created_at from delivery where id = ?)""")
            .params(device, inquiry).query(Integer.class).single() > 0;
    }

    /** Whether an inquiry of this request is under way to the device. */
    boolean inquiring(UUID device, String request) {
        return jdbc.sql("select count(*) from delivery where device = :device and request = :request and state in (:states)")
            .param("device", device).param("request", request).param("states", UNDER_WAY).query(Integer.class).single() > 0;
    }
}

package io.sealpost.delivery;

import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Device;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What was tried before on a device since it joined. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class PastDeliveries {
    private final JdbcClient jdbc;

    PastDeliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The last INSTALL of this user's bundle on the device in its generation, or the REMOVE that came after it, which has no digest;
     * one that only lacked its channel is made again.
     */
    Optional<Last> last(Device device, UUID user) {
        return jdbc.sql("""
                select state, digest from delivery where device = ? and user_id = ? and generation = ? and kind <> 'INQUIRE'
                and state <> 'CLOSED' and coalesce(code, '') <> 'unknown-channel' order by created_at desc fetch first 1 rows only""")
            .params(device.id(), user, device.generation())
            .query((row, n) -> new Last(row.getString(1), row.getString(2))).optional();
    }

    /** Whether nothing was tried to be sent of this user's bundle since the device joined, or since it was last removed. */
    boolean untried(Device device, UUID user) {
        return last(device, user).filter(last -> !last.state.equals("REMOVED")).isEmpty();
    }

    /** How often this very bundle was lost: each time is a reason to wait longer. */
    int losses(Device device, String digest) {
        return jdbc.sql("select count(*) from delivery where device = ? and generation = ? and digest = ? and state = 'LOST'")
            .params(device.id(), device.generation(), digest).query(Integer.class).single();
    }

    /** @param digest null while the delivery was not claimed yet */
    record Last(String state, String digest) {
    }
}

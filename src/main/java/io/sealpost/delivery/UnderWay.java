package io.sealpost.delivery;

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
    private final JdbcClient jdbc;
    private final Formats formats;

    UnderWay(JdbcClient jdbc, Formats formats) {
        this.jdbc = jdbc;
        this.formats = formats;
    }

    /** What is under way to the device, other than inquiries; a removal until the device's inventory shows that it was done. */
    boolean busy(Device device) {
        String answered = formats.of(device).unheard() ? " and not (kind = 'INSTALL' and state = 'SENT')" : "";
        return jdbc.sql("select count(*) from delivery where device = :device and kind <> 'INQUIRE' and (state in (:states)"
                + " or kind = 'REMOVE' and state = 'ACKNOWLEDGED')" + answered)
            .param("device", device.id()).param("states", UNDER_WAY).query(Integer.class).single() > 0;
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

package io.sealpost.enrollment;

import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.escrow.Escrow;
import io.sealpost.user.UserCertificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * A device's own signing identities (S13): the one that serves, and the one that follows before it ends (P5). Each public method is
 * one transaction.
 */
@Component
@Transactional
public class SigningIdentities {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Escrow escrow;
    private final UserCertificates certificates;

    SigningIdentities(JdbcClient jdbc, Clock clock, Audit audit, Escrow escrow, UserCertificates certificates) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.escrow = escrow;
        this.certificates = certificates;
    }

    /** The issued certificates whose keys are still here, the newest first: it serves; the others only until it is on the device. */
    public List<X509Certificate> issued(UUID device, UUID user, int generation) {
        return jdbc.sql("""
                select certificate from enrollment where device = ? and user_id = ? and generation = ? and state = 'ISSUED'
                order by created_at desc, id desc""")
            .params(device, user, generation).query(String.class).list().stream().map(certificates::get).toList();
    }

    /**
     * Whether a certificate is to be asked for: none ever was in this generation, or the last one ends soon. One that was refused
     * waits for people. What is valid for a short time only is renewed in the last third of it.
     */
    public boolean wanting(UUID device, UUID user, int generation, Duration renewBefore) {
        Optional<String> last = jdbc.sql("""
                select coalesce(case when state = 'ISSUED' then certificate end, 'none') from enrollment
                where device = ? and user_id = ? and generation = ? and state <> 'CLOSED'
                order by created_at desc, id desc fetch first 1 rows only""")
            .params(device, user, generation).query(String.class).optional();
        return last.isEmpty() || !last.get().equals("none") && endsSoon(certificates.get(last.get()), renewBefore);
    }

    private boolean endsSoon(X509Certificate certificate, Duration renewBefore) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration third = Duration.between(certificate.getNotBefore().toInstant(), end).dividedBy(3);
        return !clock.instant().isBefore(end.minus(renewBefore.compareTo(third) < 0 ? renewBefore : third));
    }

    /** The device holds this certificate, so that those before it have served: their keys are destroyed. Nothing is revoked (S31). */
    public void replaced(UUID device, UUID user, String by) {
        jdbc.sql("""
                select id, spki from enrollment where device = ? and user_id = ? and state = 'ISSUED' and certificate <> ? for update""")
            .params(device, user, by)
            .query((row, n) -> new Replaced(row.getObject(1, UUID.class), row.getString(2))).list().forEach(old -> {
                escrow.destroy(old.spki, device);
                jdbc.sql("update enrollment set state = 'CLOSED', due_at = null, updated_at = ? where id = ?")
                    .params(Timestamp.from(clock.instant()), old.id).update();
                audit.record("enrollment-closed", old.id.toString(), "device " + device + " holds certificate " + by
                    + " in its place; its signing key is destroyed");
            });
    }

    private record Replaced(UUID id, String spki) {
    }
}

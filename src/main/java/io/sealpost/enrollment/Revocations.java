package io.sealpost.enrollment;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.pki.Certificates;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.profile.SigningProfile;
import io.sealpost.user.UserCertificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/**
 * Signing certificates made for a device that its CA is asked to revoke once they are known to be gone from it; only if the
 * profile says so (S31). PENDING: to be asked, or asked again; then REVOKED, DENIED, FAILED. To ask twice is harmless. Each public
 * method is one transaction.
 */
@Component
@Transactional
public class Revocations {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final IdGenerator ids;
    private final Audit audit;
    private final UserCertificates certificates;
    private final CertificateProfiles profiles;
    private final CertificationAuthorities authorities;
    private final RetrySettings retry;

    Revocations(JdbcClient jdbc, Clock clock, IdGenerator ids, Audit audit, UserCertificates certificates, CertificateProfiles profiles,
                CertificationAuthorities authorities, RetrySettings retry) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.audit = audit;
        this.certificates = certificates;
        this.profiles = profiles;
        this.authorities = authorities;
        this.retry = retry;
    }

    /**
     * The device has given back what was issued to it: opens what the profile wants revoked. What another CA than the profile's
     * issued stays as it is. To be called before the requests are closed.
     *
     * @param user whose; null: of everybody
     */
    public void removed(UUID device, UUID user) {
        Optional<SigningProfile> revoking = profiles.signing().filter(SigningProfile::revokes);
        if (revoking.isEmpty()) {
            return;
        }
        jdbc.sql("""
                select distinct certificate from enrollment e where device = :device and (cast(:user as uuid) is null or user_id = :user)
                and state = 'ISSUED' and ca = :ca and not exists (select 1 from revocation r where r.certificate = e.certificate)""")
            .param("device", device).param("user", user).param("ca", revoking.get().ca()).query(String.class).list()
            .forEach(certificate -> open(device, revoking.get().ca(), certificate));
    }

    private void open(UUID device, String ca, String certificate) {
        UUID id = ids.generateId();
        jdbc.sql("""
                insert into revocation (id, ca, certificate, device, state, attempts, due_at, created_at, updated_at)
                values (:id, :ca, :certificate, :device, 'PENDING', 0, :now, :now, :now)""")
            .param("id", id).param("ca", ca).param("certificate", certificate).param("device", device).param("now", now()).update();
        audit.record("revocation-opened", id.toString(), "serial " + certificates.get(certificate).getSerialNumber().toString(16) + " by "
            + ca + ", which device " + device + " has given back");
    }

    /**
     * Takes a revocation to ask for it now.
     *
     * @return null if there is nothing to do: it has ended, is not due, or another worker has it
     */
    public Revocation claim(UUID id) {
        Optional<Row> due = jdbc.sql("select ca, certificate, attempts from revocation where id = ? and state = 'PENDING' and due_at <= ?"
                + " for update").params(id, now())
            .query((row, n) -> new Row(row.getString(1), row.getString(2), row.getInt(3))).optional();
        if (due.isEmpty()) {
            return null;
        }
        Row row = due.get();
        if (!authorities.knows(row.ca)) {
            end(id, "FAILED", "unknown-ca", "sealpost.cas has no " + row.ca + " any more: revoke it there by hand");
            return null;
        }
        Duration lease = authorities.get(row.ca).timeout().multipliedBy(5); // longer than three connections and an answer take
        jdbc.sql("update revocation set attempts = attempts + 1, due_at = ?, updated_at = ? where id = ?")
            .params(Timestamp.from(clock.instant().plus(lease)), now(), id).update();
        var certificate = certificates.get(row.certificate);
        return new Revocation(id, row.ca, certificate.getIssuerX500Principal().getName(), certificate.getSerialNumber().toString(16),
            Certificates.der(certificate), row.attempts + 1);
    }

    /** Records what the CA said. */
    public void record(Revocation revocation, Outcome outcome) {
        if (outcome instanceof Outcome.Revoked) {
            end(revocation.id(), "REVOKED", null, null);
        } else if (outcome instanceof Outcome.Pending pending) {
            later(revocation, Optional.ofNullable(pending.retryAfter()).orElse(authorities.get(revocation.ca()).pending()), "pending",
                "The CA has not decided yet");
        } else if (outcome instanceof Outcome.Denied denied) {
            end(revocation.id(), "DENIED", denied.code(), denied.text());
        } else if (outcome instanceof Outcome.Failed failed) {
            end(revocation.id(), "FAILED", failed.code(), failed.text());
        } else {
            throw new IllegalStateException("The route revoke-" + authorities.get(revocation.ca()).kind()
                + " must end with revoked, pending, denied or failed, not with " + outcome);
        }
    }

    /** The CA could not be reached, or was busy. */
    public void postpone(Revocation revocation, Exception cause) {
        later(revocation, retry.after(revocation.attempts()), "unreachable", String.valueOf(cause.getMessage()));
    }

    /** The CA refused. */
    public void deny(Revocation revocation, int status) {
        record(revocation, new Outcome.Denied("http-" + status, "The CA answered HTTP " + status
            + ": look at its log, and revoke the certificate there by hand"));
    }

    /** Something unforeseen. */
    public void fail(Revocation revocation, Exception cause) {
        record(revocation, new Outcome.Failed("unexpected", cause.toString()));
    }

    /** Revocations whose time has come; each is handed out again after a minute only. */
    public List<UUID> due(int most) {
        Timestamp minuteAgo = Timestamp.from(clock.instant().minusSeconds(60));
        List<UUID> due = jdbc.sql("select id from revocation where state = 'PENDING' and due_at <= ?"
                + " and (queued_at is null or queued_at < due_at or queued_at < ?) order by due_at fetch first ? rows only")
            .params(now(), minuteAgo, most).query(UUID.class).list();
        due.forEach(id -> jdbc.sql("update revocation set queued_at = ? where id = ?").params(now(), id).update());
        return due;
    }

    private void later(Revocation revocation, Duration wait, String code, String text) {
        Instant again = clock.instant().plus(wait);
        jdbc.sql("update revocation set code = ?, text = ?, due_at = ?, updated_at = ? where id = ? and state = 'PENDING'")
            .params(code, Endings.cut(text), Timestamp.from(again), now(), revocation.id()).update();
    }

    private void end(UUID id, String state, String code, String text) {
        int ended = jdbc.sql("update revocation set state = :state, code = :code, text = :text, due_at = null, updated_at = :now"
                + " where id = :id and state = 'PENDING'")
            .param("state", state).param("code", code).param("text", text == null ? null : Endings.cut(text)).param("now", now())
            .param("id", id).update();
        if (ended > 0) {
            audit.record("revocation-" + state.toLowerCase(Locale.ROOT), id.toString(), code == null ? "" : code + ": " + text);
        }
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private record Row(String ca, String certificate, int attempts) {
    }
}

package io.sealpost.enrollment;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.device.Devices;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.Origin;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.profile.SigningProfile;
import io.sealpost.user.User;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/**
 * Signing certificates that are asked from CAs. NEW: never asked. REQUESTED: on its way, and no answer recorded yet. PENDING: to be
 * asked again, because the CA said so or could not be asked. UNANSWERED: its answer was lost. Then ISSUED, DENIED, FAILED, CLOSED.
 * Each public method is one transaction; key and request are stored, and the row is REQUESTED, before anything is sent: whoever
 * finds it so after the lease knows that a process died meanwhile, and that a repeat must be the same request.
 */
@Component
@Transactional
@EnableConfigurationProperties(RetrySettings.class)
public class Enrollments {
    private static final String OPEN = " state in ('NEW', 'REQUESTED', 'PENDING', 'UNANSWERED')";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final IdGenerator ids;
    private final Audit audit;
    private final Devices devices;
    private final Escrow escrow;
    private final Users users;
    private final UserCertificates certificates;
    private final CertificateProfiles profiles;
    private final CertificationAuthorities authorities;
    private final CertificationRequests requests;
    private final RetrySettings retry;
    private final AuthorityCalls calls;
    private final Endings endings;

    Enrollments(JdbcClient jdbc, Clock clock, IdGenerator ids, Audit audit, Devices devices, Escrow escrow, Users users,
                UserCertificates certificates, CertificateProfiles profiles, CertificationAuthorities authorities,
                CertificationRequests requests, RetrySettings retry, AuthorityCalls calls, Endings endings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.audit = audit;
        this.devices = devices;
        this.escrow = escrow;
        this.users = users;
        this.certificates = certificates;
        this.profiles = profiles;
        this.authorities = authorities;
        this.requests = requests;
        this.retry = retry;
        this.calls = calls;
        this.endings = endings;
    }

    /** Opens a request for a signing identity of this device; its key is made when it is claimed. */
    public UUID open(UUID device, UUID user, int generation, SigningProfile profile) {
        UUID id = ids.generateId();
        jdbc.sql("""
                insert into enrollment (id, ca, profile, device, user_id, generation, state, attempts, due_at, queued_at,
                                        created_at, updated_at)
                values (:id, :ca, :profile, :device, :user, :generation, 'NEW', 0, :now, :now, :now, :now)""")
            .param("id", id).param("ca", profile.ca()).param("profile", SigningProfile.NAME).param("device", device)
            .param("user", user).param("generation", generation).param("now", now()).update();
        audit.record("enrollment-opened", id.toString(), "device " + device + ", user " + user + ", CA " + profile.ca());
        return id;
    }

    /**
     * Takes a request to send it now; makes its key and PKCS #10 the first time. One that is found REQUESTED was on its way when a
     * process died: the same is sent once more, and the second time people must look.
     *
     * @return null if there is nothing to do: it has ended, is not due, or another worker has it
     */
    public Enrollment claim(UUID id) {
        // the device's row first, as everywhere: its new key refers to it
        jdbc.sql("select device from enrollment where id = ?").param(id).query(UUID.class).optional().ifPresent(devices::lock);
        Optional<Row> due = jdbc.sql("""
                select ca, profile, device, user_id, csr, request_id, attempts, state, repeats, spki from enrollment
                where id = ? and""" + OPEN + " and due_at <= ? for update")
            .params(id, now())
            .query((row, n) -> new Row(row.getString(1), row.getString(2), row.getObject(3, UUID.class), row.getObject(4, UUID.class),
                row.getBytes(5), row.getString(6), row.getInt(7), row.getString(8), row.getInt(9), row.getString(10))).optional();
        if (due.isEmpty()) {
            return null;
        }
        Row row = due.get();
        if (!authorities.knows(row.ca)) {
            endings.end(id, "FAILED", "unknown-ca", "sealpost.cas has no " + row.ca + " any more, which this request is for: put it back"
                + " and retry the request, or let the device join again, which asks the CA that is configured now");
            return null;
        }
        if (row.csr == null && profiles.signing().isEmpty()) {
            endings.end(id, "FAILED", "no-profile", "sealpost.certificate-profiles.pkcs.ca was removed while this request waited: set it"
                + " again and retry the request");
            return null;
        }
        User user = users.get(row.user).orElseThrow();
        String address = user.signingAddress().orElse(null);
        if (address == null) {
            endings.end(id, "CLOSED", "no-address", "The user has no address any more that a certificate can name: once the directory"
                + " entry has one, another request is opened");
            Optional.ofNullable(row.spki).ifPresent(spki -> escrow.destroy(spki, row.device));
            return null;
        }
        if (row.died() && row.repeats > 0) {
            endings.end(id, "FAILED", "possibly-issued", "A process died twice with this request on its way, so the CA may have issued"
                + " more than one certificate for key " + row.spki + ". Look at the CA what it issued; then retry this very request, or"
                + " revoke what was issued and let the device join again");
            return null;
        }
        if (row.died() || row.state.equals("UNANSWERED")) {
            audit.record("enrollment-repeated", id.toString(), "possibly issued twice: "
                + (row.died() ? "a process died with the request on its way" : "the CA's answer was lost") + "; the same is sent again");
        }
        byte[] csr;
        try {
            csr = row.csr != null ? row.csr : prepare(id, row.device, user, address);
        } catch (IllegalArgumentException e) {
            endings.end(id, "FAILED", "subject", e.getMessage() + ": mend sealpost.certificate-profiles.pkcs.subject");
            return null;
        }
        Duration lease = authorities.get(row.ca).timeout().multipliedBy(5); // longer than three connections and an answer take
        jdbc.sql("update enrollment set state = 'REQUESTED', attempts = attempts + 1, repeats = ?, due_at = ?, sent_at = ?, updated_at = ?"
                + " where id = ?")
            .params(row.repeats + (row.died() ? 1 : 0), Timestamp.from(clock.instant().plus(lease)), now(), now(), id).update();
        calls.begin(id);
        return new Enrollment(id, row.ca, row.profile, row.device, row.user, address, csr, row.requestId, row.attempts + 1);
    }

    private byte[] prepare(UUID id, UUID device, User user, String address) {
        SigningProfile profile = profiles.signing().orElseThrow();
        KeyType key = profile.key().equals("ec-p256") ? KeyType.EC_P256 : KeyType.RSA_2048;
        String[] spki = new String[1];
        byte[] csr = requests.prepare(new Template(Subjects.fill(profile.subject(), user.title(), address), address, key),
            (privateKey, publicKey) -> {
                escrow.keep(privateKey, publicKey, Origin.DEVICE, device);
                spki[0] = Certificates.spki(publicKey);
            });
        jdbc.sql("update enrollment set csr = ?, spki = ? where id = ?").params(csr, spki[0], id).update();
        return csr;
    }

    /** Records what the CA said. */
    public Outcome record(Enrollment enrollment, Outcome outcome) {
        Outcome checked = outcome instanceof Outcome.Issued issued ? check(enrollment, issued) : outcome;
        calls.answered(enrollment, checked);
        if (checked instanceof Outcome.Pending pending) {
            Duration wait = pending.retryAfter() != null ? pending.retryAfter() : authorities.get(enrollment.ca()).pending();
            jdbc.sql("update enrollment set state = 'PENDING', repeats = 0, request_id = ?, due_at = ?, updated_at = ? where id = ?"
                    + " and" + OPEN)
                .params(pending.requestId(), Timestamp.from(clock.instant().plus(wait)), now(), enrollment.id()).update();
            audit.record("enrollment-pending", enrollment.id().toString(), "asked again in " + wait);
        } else if (checked instanceof Outcome.Denied denied) {
            endings.end(enrollment.id(), "DENIED", denied.code(), denied.text());
        } else if (checked instanceof Outcome.Failed failed) {
            endings.end(enrollment.id(), "FAILED", failed.code(), failed.text());
        }
        return checked;
    }

    private Outcome check(Enrollment enrollment, Outcome.Issued issued) {
        try {
            var certificate = IssuedCertificates.check(enrollment.csr(), enrollment.address(), issued.certificates(),
                authorities.get(enrollment.ca()).trust(), clock.instant());
            certificates.store(certificate);
            int taken = jdbc.sql("""
                    update enrollment set state = 'ISSUED', certificate = ?, code = null, text = null, due_at = null, updated_at = ?
                    where id = ? and""" + OPEN)
                .params(Certificates.sha256(certificate), now(), enrollment.id()).update();
            // one that came too late exists all the same: the record says so
            audit.record(taken > 0 ? "certificate-issued" : "certificate-unused", enrollment.id().toString(), "serial "
                + certificate.getSerialNumber().toString(16) + " by " + enrollment.ca() + " for device " + enrollment.device());
            return issued;
        } catch (RefusedCertificate e) {
            return new Outcome.Failed(e.code(), e.text());
        } catch (UndecodableCertificate e) {
            return new Outcome.Failed("undecodable", "The CA issued a certificate that is malformed (" + e.getMessage()
                + "); correct its certificate profile");
        }
    }

    /** The CA could not be reached, or was busy: the same request is sent again later. */
    public void postpone(Enrollment enrollment, Exception cause) {
        later(enrollment, "PENDING", "unreachable", cause);
    }

    /** The request was sent and the answer lost: the CA may have issued. The same request is sent again later, and audited. */
    public void unanswered(Enrollment enrollment, Exception cause) {
        later(enrollment, "UNANSWERED", "unanswered", cause);
    }

    private void later(Enrollment enrollment, String state, String code, Exception cause) {
        calls.unreachable(enrollment, String.valueOf(cause.getMessage()));
        Instant again = clock.instant().plus(retry.after(enrollment.attempts()));
        jdbc.sql("update enrollment set state = ?, due_at = ?, code = ?, text = ?, updated_at = ? where id = ? and state = 'REQUESTED'")
            .params(state, Timestamp.from(again), code, Endings.cut(String.valueOf(cause.getMessage())), now(), enrollment.id()).update();
    }

    /**
     * The CA refused the request.
     *
     * @param said the body of its answer, which may say why (RFC 7030, 4.2.3); may be null, or any text at all
     */
    public void deny(Enrollment enrollment, int status, String said) {
        String why = said == null ? "" : said.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        record(enrollment, new Outcome.Denied("http-" + status, "The CA answered HTTP " + status
            + (why.isEmpty() ? "" : ", \"" + (why.length() > 300 ? why.substring(0, 300) : why) + "\"")
            + ": its log and the account of bundle " + authorities.get(enrollment.ca()).tls() + " say more"));
    }

    /** Something unforeseen: the request ends and the cause is kept. */
    public void fail(Enrollment enrollment, Exception cause) {
        Outcome.Failed failed = new Outcome.Failed("unexpected", cause.toString());
        calls.answered(enrollment, failed);
        endings.end(enrollment.id(), "FAILED", failed.code(), failed.text());
    }

    /** The identity is no longer the device's: its key is destroyed. The certificate is not revoked (S31). */
    public void close(UUID device, UUID user) {
        // Held, also those without a key: a worker may be making it at this moment.
        jdbc.sql("select spki from enrollment where device = ? and user_id = ? and state <> 'CLOSED' for update")
            .params(device, user).query((row, n) -> Optional.ofNullable(row.getString(1))).list()
            .forEach(spki -> spki.ifPresent(one -> escrow.destroy(one, device)));
        int closed = jdbc.sql("update enrollment set state = 'CLOSED', due_at = null, updated_at = ? where device = ? and user_id = ?"
            + " and state <> 'CLOSED'").params(now(), device, user).update();
        if (closed > 0) {
            audit.record("enrollment-closed", "device " + device, "user " + user + "; its signing key is destroyed");
        }
    }

    /** What was asked for on behalf of anybody but the device's owner ends as well; null: it has none. */
    public void closeOthers(UUID device, UUID owner) {
        jdbc.sql("select distinct user_id from enrollment where device = ? and state <> 'CLOSED'").param(device)
            .query(UUID.class).list().stream().filter(user -> !user.equals(owner)).forEach(user -> close(device, user));
    }

    /** Whether the CA has yet to say anything to a request of the device. */
    public boolean asked(UUID device) {
        return jdbc.sql("select count(*) from enrollment where device = ? and state in ('NEW', 'REQUESTED')").param(device)
            .query(Integer.class).single() > 0;
    }

    /** Requests whose time has come; each is handed out again after a minute only. */
    public List<UUID> due(int most) {
        Timestamp minuteAgo = Timestamp.from(clock.instant().minusSeconds(60));
        List<UUID> due = jdbc.sql("select id from enrollment where" + OPEN + " and due_at <= ?"
                + " and (queued_at is null or queued_at < due_at or queued_at < ?) order by due_at fetch first ? rows only")
            .params(now(), minuteAgo, most).query(UUID.class).list();
        return due.stream().filter(this::handOut).toList();
    }

    /** One that somebody is at is left alone. */
    private boolean handOut(UUID id) {
        return jdbc.sql("select id from enrollment where id = ? for update skip locked").param(id).query(UUID.class).optional()
            .map(free -> jdbc.sql("update enrollment set queued_at = ? where id = ?").params(now(), free).update() > 0).orElse(false);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private record Row(String ca, String profile, UUID device, UUID user, byte[] csr, String requestId, int attempts, String state,
                       int repeats, String spki) {
        /** It is due, and so past its lease, but still on its way: whoever sent it has died. */
        private boolean died() {
            return state.equals("REQUESTED");
        }
    }
}

package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.sealpost.escrow.Escrow;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Uuids;
import io.sealpost.user.Purpose;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is wrong with users' entries and certificates, as last seen. Each public method is one transaction. */
@Component
@Transactional
public class Findings {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Users users;
    private final UserCertificates certificates;
    private final Escrow escrow;
    private final TrustBundle trust;
    private final Crls crls;

    Findings(JdbcClient jdbc, Clock clock, Users users, UserCertificates certificates, Escrow escrow, TrustBundle trust, Crls crls) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.users = users;
        this.certificates = certificates;
        this.escrow = escrow;
        this.trust = trust;
        this.crls = crls;
    }

    /** What the user's entry says that could not be understood; it takes the place of what was said before. */
    void read(UUID user, List<Finding> findings) {
        replace(user, "ENTRY", findings);
    }

    /** Looks at what is stored of the user: with each comparison, and so at least once in {@code sealpost.wake.compare-every}. */
    public void check(UUID id) {
        Optional<UUID> there = jdbc.sql("select id from directory_user where id = ? for update").param(id).query(UUID.class).optional();
        there.flatMap(users::get).ifPresent(u -> {
            List<X509Certificate> history = certificates.history(id, Purpose.ENCRYPTION);
            u.primaryAddress().flatMap(a -> Certificates.current(history, a, clock.instant())).ifPresent(crls::note);
            signing(id).forEach(crls::note);
            Set<String> keys = escrow.known(history.stream().map(c -> Certificates.spki(c.getPublicKey())).toList());
            Set<String> revoked = new HashSet<>(jdbc.sql("select u.certificate from user_certificate u join certificate c"
                + " on c.sha256 = u.certificate where u.user_id = ? and c.revoked_at is not null").param(id).query(String.class).list());
            replace(id, "CHECK", new Lint(trust.issuers(), c -> keys.contains(Certificates.spki(c.getPublicKey())),
                c -> revoked.contains(Certificates.sha256(c)), crls.problems(), clock.instant()).of(u.addresses(), history));
        });
    }

    /** What the user signs with: on each device, or on all. */
    private List<X509Certificate> signing(UUID user) {
        return jdbc.sql("select der from certificate where not_after > :now and sha256 in (select certificate from enrollment"
                + " where user_id = :user and state = 'ISSUED' union select certificate from user_certificate where user_id = :user"
                + " and purpose = 'SIGNING')").param("user", user).param("now", Timestamp.from(clock.instant()))
            .query((row, n) -> Certificates.parse(row.getBytes(1))).list();
    }

    /** The same finding keeps its time; a row that says the same is not written again. */
    private void replace(UUID user, String origin, List<Finding> findings) {
        Map<Finding, Timestamp> since = new HashMap<>();
        jdbc.sql("select name, certificate, text, since from finding where user_id = ? and origin = ?").params(user, origin)
            .query((row, n) -> since.put(new Finding(Finding.Name.valueOf(row.getString(1)), row.getString(2), row.getString(3)),
                row.getTimestamp(4))).list();
        List<Finding> now = findings.stream().map(f -> new Finding(f.name(), f.certificate(), cut(f.text()))).distinct().toList();
        if (since.keySet().equals(Set.copyOf(now))) {
            return;
        }
        jdbc.sql("delete from finding where user_id = ? and origin = ?").params(user, origin).update();
        now.forEach(f -> jdbc.sql("insert into finding (id, user_id, origin, name, certificate, text, since) values (?, ?, ?, ?, ?, ?, ?)")
            .params(Uuids.named("finding", user, origin, f), user, origin, f.name().name(), f.certificate(), f.text(),
                since.getOrDefault(f, Timestamp.from(clock.instant()))).update());
    }

    private static String cut(String text) {
        return text.length() <= 1024 ? text : text.substring(0, 1024);
    }
}

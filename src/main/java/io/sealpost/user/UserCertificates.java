package io.sealpost.user;

import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.sealpost.pki.Certificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The certificates that users have and ever had. Each public method is one transaction. */
@Component
@Transactional
public class UserCertificates {
    private final JdbcClient jdbc;
    private final Clock clock;

    UserCertificates(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Keeps a certificate; one that is there already stays as it is. */
    public void store(X509Certificate certificate) {
        jdbc.sql("""
                insert into certificate (sha256, spki, der, subject, issuer, serial, not_before, not_after)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
            .params(Certificates.sha256(certificate), Certificates.spki(certificate.getPublicKey()), Certificates.der(certificate),
                cut(certificate.getSubjectX500Principal().getName(), 1024), cut(certificate.getIssuerX500Principal().getName(), 1024),
                cut(certificate.getSerialNumber().toString(16), 64), Timestamp.from(certificate.getNotBefore().toInstant()),
                Timestamp.from(certificate.getNotAfter().toInstant()))
            .update();
    }

    /**
     * Adds a certificate to the user's history, and asks for a comparison of the user.
     *
     * @return whether it is new to the user's history
     */
    public boolean add(UUID user, X509Certificate certificate, Purpose purpose, Source source) {
        store(certificate);
        boolean added = jdbc.sql("""
                insert into user_certificate (user_id, certificate, purpose, source, since) values (?, ?, ?, ?, ?)
                on conflict do nothing""")
            .params(user, Certificates.sha256(certificate), purpose.name(), source.name(), Timestamp.from(clock.instant()))
            .update() > 0;
        if (added) {
            due("id = ?", user);
        }
        return added;
    }

    /** Asks for a comparison of everyone who has a certificate with this public key: its private key has come. */
    public void keyArrived(String spki) {
        due("""
            id in (select u.user_id from user_certificate u join certificate c on c.sha256 = u.certificate
                   where c.spki = ?)""", spki);
    }

    /** The user's whole history for a purpose, oldest first. */
    public List<X509Certificate> history(UUID user, Purpose purpose) {
        return jdbc.sql("""
                select c.der from user_certificate u join certificate c on c.sha256 = u.certificate
                where u.user_id = ? and u.purpose = ? order by c.not_before, c.sha256""")
            .params(user, purpose.name())
            .query((row, n) -> Certificates.parse(row.getBytes(1))).list();
    }

    /** Of these certificates those that a CRL does not revoke (P10). */
    public List<X509Certificate> unrevoked(List<X509Certificate> certificates) {
        List<String> all = certificates.stream().map(Certificates::sha256).toList();
        List<String> revoked = all.isEmpty() ? List.of() : jdbc.sql("select sha256 from certificate where revoked_at is not null"
            + " and sha256 in (:all)").param("all", all).query(String.class).list();
        return certificates.stream().filter(c -> !revoked.contains(Certificates.sha256(c))).toList();
    }

    /** A stored certificate by its SHA-256 (lower-case hex over the DER). */
    public X509Certificate get(String sha256) {
        return jdbc.sql("select der from certificate where sha256 = ?").param(sha256)
            .query((row, n) -> Certificates.parse(row.getBytes(1))).single();
    }

    private void due(String which, Object parameter) {
        jdbc.sql("update directory_user set due_at = ? where " + which)
            .params(Timestamp.from(clock.instant()), parameter).update();
    }

    /** For people to read; a certificate may hold any characters and any length, and PostgreSQL takes no NUL. */
    private static String cut(String text, int most) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= most ? clean : clean.substring(0, most);
    }
}

package io.sealpost.directory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.sealpost.audit.Audit;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import io.sealpost.pki.UntrustedCertificate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The distribution points that users' current certificates, and the intermediates above them, name: whether a CRL is there that
 * verifies against its issuer (RFC 5280, section 5; P12), and which of our certificates it revokes (P10). Only points of certificates
 * with a path to a configured CA are noted, so that nobody's certificate can name an address for us to call. Each public method is one
 * transaction.
 */
@Component
@Transactional
@EnableConfigurationProperties(CrlSettings.class)
public class Crls {
    private static final int LARGEST = 32 << 20;
    private static final Duration FORGOTTEN = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final TrustBundle trust;
    private final CrlSettings settings;

    Crls(JdbcClient jdbc, Clock clock, Audit audit, TrustBundle trust, CrlSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.trust = trust;
        this.settings = settings;
    }

    /** Remembers where the CRLs for this certificate are; one that is not trusted has none. */
    void note(X509Certificate certificate) {
        if (!settings.enabled() || !trust.issuers().know(certificate)) {
            return;
        }
        try {
            if (Certificates.crlUrls(certificate).isEmpty()) {
                return;
            }
            List<X509Certificate> issuers = trust.issuers().path(certificate, clock.instant());
            note(certificate, issuers.get(0));
            for (int i = 0; i + 1 < issuers.size(); i++) {
                note(issuers.get(i), issuers.get(i + 1));
            }
        } catch (UntrustedCertificate | UndecodableCertificate e) {
            return;   // the finding says why
        }
    }

    private void note(X509Certificate certificate, X509Certificate issuer) {
        for (String url : Certificates.crlUrls(certificate)) {
            if (url.length() > 1024) {
                continue;
            }
            Timestamp now = Timestamp.from(clock.instant());
            int known = jdbc.sql("update crl set noted_at = ? where url = ? and noted_at < ?")
                .params(now, url, Timestamp.from(clock.instant().minus(Duration.ofDays(1)))).update();
            if (known == 0) {
                jdbc.sql("insert into crl (url, issuer, noted_at, due_at) values (?, ?, ?, ?) on conflict do nothing")
                    .params(url, Certificates.der(issuer), now, now).update();
            }
        }
    }

    /** What is wrong, by the address of a CRL; what was not looked at yet is not wrong. */
    @Transactional(readOnly = true)
    public Map<String, String> problems() {
        Map<String, String> problems = new HashMap<>();
        jdbc.sql("select url, text from crl where text is not null").query((row, n) -> problems.put(row.getString(1), row.getString(2)))
            .list();
        return problems;
    }

    /** The points whose time has come; each is handed out again after its next check is due, whatever becomes of this one. */
    public List<CrlPoint> due() {
        if (!settings.enabled()) {
            return List.of();
        }
        Instant now = clock.instant();
        jdbc.sql("delete from crl where noted_at < ?").param(Timestamp.from(now.minus(FORGOTTEN))).update();
        List<String> due = jdbc.sql("select url from crl where due_at <= ? order by due_at fetch first 100 rows only")
            .param(Timestamp.from(now)).query(String.class).list();
        Timestamp next = Timestamp.from(now.plus(settings.every()));
        due.forEach(url -> jdbc.sql("update crl set due_at = ? where url = ?").params(next, url).update());
        due.stream().filter(url -> !fetchable(url)).forEach(url -> say(url, "mail clients outside of the domain do not fetch "
            + url.split(":", 2)[0] + ": addresses, and neither do we; add an http: one"));
        return due.stream().filter(Crls::fetchable).map(url -> new CrlPoint(url, settings.timeout().toMillis())).toList();
    }

    private static boolean fetchable(String url) {
        try {
            String scheme = String.valueOf(URI.create(url).getScheme()).toLowerCase(Locale.ROOT);
            return Set.of("http", "https").contains(scheme) && URI.create(url).getHost() != null
                && URI.create(url).getRawUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What was fetched: verified, and our certificates compared with it. */
    public void fetched(CrlPoint point, InputStream answer) throws IOException {
        byte[] bytes = answer.readNBytes(LARGEST + 1);
        Optional<X509Certificate> issuer = jdbc.sql("select issuer from crl where url = ?").param(point.url())
            .query((row, n) -> Certificates.parse(row.getBytes(1))).optional();
        if (issuer.isEmpty()) {
            return;
        }
        try {
            X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
            crl.verify(issuer.get().getPublicKey());
            Instant next = crl.getNextUpdate() == null ? null : crl.getNextUpdate().toInstant();
            if (next != null && next.isBefore(clock.instant())) {
                say(point.url(), "what is there should have been renewed at " + next);
                return;
            }
            Timestamp now = Timestamp.from(clock.instant());
            jdbc.sql("update crl set text = null, checked_at = ?, fetched_at = ?, next_update = ? where url = ?")
                .params(now, now, next == null ? null : Timestamp.from(next), point.url()).update();
            revoked(point, crl, issuer.get());
        } catch (GeneralSecurityException e) {
            say(point.url(), bytes.length > LARGEST ? "it has more than " + LARGEST + " bytes" : "what is there is no CRL that "
                + issuer.get().getSubjectX500Principal().getName() + " signed");
        }
    }

    /** It was not to be had. */
    public void fail(CrlPoint point, Exception cause) {
        say(point.url(), "it cannot be fetched (" + String.valueOf(cause.getMessage()).split("\\R", 2)[0] + ")");
    }

    private void say(String url, String problem) {
        jdbc.sql("update crl set text = ?, checked_at = ?, due_at = ? where url = ?")
            .params(problem.length() <= 1024 ? problem : problem.substring(0, 1024), Timestamp.from(clock.instant()),
                Timestamp.from(clock.instant().plus(settings.every().dividedBy(6))), url).update();
    }

    /** Ours that are on the list, and those that were on it and are not any more (a hold that was lifted). */
    private void revoked(CrlPoint point, X509CRL crl, X509Certificate issuer) {
        jdbc.sql("select sha256, serial, revoked_by from certificate where issuer = ? and (revoked_at is null or revoked_by = ?)")
            .params(issuer.getSubjectX500Principal().getName(), point.url())
            .query((row, n) -> new Held(row.getString(1), row.getString(2), row.getString(3) != null)).list().forEach(held -> {
                X509CRLEntry entry = crl.getRevokedCertificate(new BigInteger(held.serial, 16));
                if (held.revoked == (entry != null)) {
                    return;
                }
                Instant at = entry == null ? null : entry.getRevocationDate().toInstant();
                jdbc.sql("update certificate set revoked_at = ?, revoked_by = ? where sha256 = ?")
                    .params(at == null ? null : Timestamp.from(at), at == null ? null : point.url(), held.sha256).update();
                jdbc.sql("update directory_user set due_at = ? where id in (select user_id from user_certificate where certificate = ?"
                        + " union select user_id from enrollment where certificate = ?)")
                    .params(Timestamp.from(clock.instant()), held.sha256, held.sha256).update();
                audit.record(at == null ? "revocation-lifted" : "certificate-revoked", held.sha256, "serial " + held.serial
                    + ", by the CRL at " + point.url());
            });
    }

    private record Held(String sha256, String serial, boolean revoked) {
    }
}

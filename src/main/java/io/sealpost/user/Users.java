package io.sealpost.user;

import io.sealpost.pki.Certificates;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Users by their names, and the certificates they hold. */
@Component
@Transactional
public class Users {
    private final JdbcClient jdbc;
    private final Clock clock;

    Users(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The one user with this UPN, uid or address, in any case; none if two users share it. */
    public Optional<UUID> find(String upnUidOrAddress) {
        List<UUID> found = jdbc.sql("""
                select user_id from user_name where name = :name
                union select user_id from address where mailbox = :name""")
            .param("name", upnUidOrAddress.strip().toLowerCase(Locale.ROOT)).query(UUID.class).list();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Gives the user the certificate, stored before, and makes the user due. True if that is new. */
    public boolean link(UUID user, X509Certificate certificate, Purpose purpose, Source source) {
        int rows = jdbc.sql("""
                insert into user_certificate (user_id, certificate, purpose, source, since)
                select cast(:user as uuid), cast(:sha256 as char(64)), cast(:purpose as varchar(16)),
                  cast(:source as varchar(16)), cast(:now as timestamp with time zone)
                where not exists (select 1 from user_certificate
                  where user_id = :user and certificate = :sha256 and purpose = :purpose)""")
            .param("user", user).param("sha256", Certificates.sha256(certificate)).param("purpose", purpose.name())
            .param("source", source.name()).param("now", now()).update();
        if (rows == 1) {
            jdbc.sql("update directory_user set due_at = :now where id = :user").param("now", now()).param("user", user).update();
        }
        return rows == 1;
    }

    /** Stores the certificate; one that is stored already stays as it is. */
    public void store(X509Certificate c) {
        jdbc.sql("""
                insert into certificate (sha256, spki, der, subject, issuer, serial, not_before, not_after)
                select cast(:sha256 as char(64)), cast(:spki as char(64)), cast(:der as bytea), cast(:subject as varchar(1024)),
                  cast(:issuer as varchar(1024)), cast(:serial as varchar(64)), cast(:before as timestamp with time zone),
                  cast(:after as timestamp with time zone)
                where not exists (select 1 from certificate where sha256 = :sha256)""")
            .param("sha256", Certificates.sha256(c)).param("spki", Certificates.spki(c.getPublicKey())).param("der", der(c))
            .param("subject", bounded(c.getSubjectX500Principal().getName()))
            .param("issuer", bounded(c.getIssuerX500Principal().getName()))
            .param("serial", c.getSerialNumber().toString(16))
            .param("before", utc(c.getNotBefore().toInstant())).param("after", utc(c.getNotAfter().toInstant())).update();
    }

    private static byte[] der(X509Certificate c) {
        try {
            return c.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate without encoding", e);
        }
    }

    private static String bounded(String name) {
        return name.length() <= 1024 ? name : name.substring(0, 1024);
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

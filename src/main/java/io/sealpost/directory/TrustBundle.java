package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.sealpost.enrollment.CertificationAuthorities;
import io.sealpost.pki.Issuers;
import io.sealpost.pki.SerializedStore;
import io.sealpost.profile.CertificateProfiles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The CAs that are configured, and those of them that users' certificates need. Each public method is one transaction. */
@Component
public class TrustBundle {
    private final JdbcClient jdbc;
    private final Issuers issuers;

    TrustBundle(JdbcClient jdbc, CertificateProfiles profiles, CertificationAuthorities authorities) {
        this.jdbc = jdbc;
        this.issuers = new Issuers(Stream.concat(profiles.anchors().stream(),
            authorities.all().stream().flatMap(ca -> ca.trust().stream())).toList());
    }

    Issuers issuers() {
        return issuers;
    }

    /**
     * The roots and intermediates above every certificate that a user has or a device was issued, expired ones too, for mail systems
     * (S6, P12). An issuer that is not configured is missing; its users have the finding unknown-issuer.
     *
     * @return an .sst file
     */
    @Transactional(readOnly = true)
    public byte[] serializedStore() {
        return SerializedStore.of(inUse());
    }

    private List<X509Certificate> inUse() {
        Set<String> names = new HashSet<>(jdbc.sql("""
                select distinct c.issuer from certificate c where exists (select 1 from user_certificate u where u.certificate = c.sha256)
                    or exists (select 1 from enrollment e where e.certificate = c.sha256)""").query(String.class).list());
        return issuers.above(names);
    }
}

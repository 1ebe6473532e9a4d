package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.sealpost.escrow.Escrow;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UntrustedCertificate;
import io.sealpost.user.Purpose;
import io.sealpost.user.User;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.springframework.stereotype.Component;

/** Which certificate the world should encrypt to: one that can be read, and that clients take (RFC 8550). */
@Component
class PublishableCertificates {
    private final Clock clock;
    private final Users users;
    private final UserCertificates certificates;
    private final Escrow escrow;
    private final TrustBundle trust;

    PublishableCertificates(Clock clock, Users users, UserCertificates certificates, Escrow escrow, TrustBundle trust) {
        this.clock = clock;
        this.users = users;
        this.certificates = certificates;
        this.escrow = escrow;
        this.trust = trust;
    }

    /** The current one for the primary address, of those that are trusted, not revoked, and whose key is in escrow. */
    Optional<X509Certificate> current(UUID user) {
        List<X509Certificate> all = certificates.history(user, Purpose.ENCRYPTION);
        Set<String> keys = escrow.known(all.stream().map(c -> Certificates.spki(c.getPublicKey())).toList());
        return users.get(user).filter(u -> users.suspendedSince(user).isEmpty()).flatMap(User::primaryAddress).flatMap(address ->
            Certificates.current(certificates.unrevoked(all).stream().filter(c -> keys.contains(Certificates.spki(c.getPublicKey())))
                .filter(this::trusted).toList(), address, clock.instant()));
    }

    private boolean trusted(X509Certificate c) {
        try {
            return trust.issuers().know(c) && !trust.issuers().path(c, clock.instant()).isEmpty();
        } catch (UntrustedCertificate e) {
            return false;   // the finding says why
        }
    }
}

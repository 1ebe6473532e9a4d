package io.sealpost.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.security.auth.x500.X500Principal;

/**
 * The CAs that are configured: self-signed ones are trust anchors and the others intermediates; if none is self-signed, all are
 * anchors.
 */
public final class Issuers {
    private final List<X509Certificate> all;
    private final List<X509Certificate> anchors;

    public Issuers(Collection<X509Certificate> configured) {
        all = List.copyOf(new LinkedHashSet<>(configured));
        List<X509Certificate> selfSigned = all.stream().filter(Issuers::selfSigned).toList();
        anchors = selfSigned.isEmpty() ? all : selfSigned;
    }

    /** Whether one of them has the name that the certificate was issued by. */
    public boolean know(X509Certificate certificate) {
        return all.stream().anyMatch(ca -> ca.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
    }

    /**
     * Who issued the certificate, who issued that one, up to the trust anchor (RFC 5280, section 6).
     *
     * @throws UntrustedCertificate names the reason if there is no such path that is valid at that time
     */
    public List<X509Certificate> path(X509Certificate certificate, Instant at) {
        return Paths.build(certificate, all, anchors, at);
    }

    /** Those with one of these names (RFC 2253), and everyone above them. */
    public List<X509Certificate> above(Collection<String> names) {
        Set<X509Certificate> found = new LinkedHashSet<>();
        all.stream().filter(ca -> names.contains(ca.getSubjectX500Principal().getName())).forEach(ca -> add(ca, found));
        return List.copyOf(found);
    }

    private void add(X509Certificate ca, Set<X509Certificate> found) {
        if (found.add(ca)) {
            X500Principal issuer = ca.getIssuerX500Principal();
            all.stream().filter(above -> above.getSubjectX500Principal().equals(issuer)).forEach(above -> add(above, found));
        }
    }

    private static boolean selfSigned(X509Certificate ca) {
        return ca.getSubjectX500Principal().equals(ca.getIssuerX500Principal());
    }
}

package io.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** Paths from a certificate to what is trusted (RFC 5280, section 6), by the JDK's PKIX builder. */
final class Paths {
    private Paths() {
    }

    /** @return the issuers, the leaf's own first, the anchor last */
    static List<X509Certificate> build(X509Certificate leaf, Collection<X509Certificate> intermediates,
                                       Collection<X509Certificate> anchors, Instant at) {
        String subject = leaf.getSubjectX500Principal().getName();
        if (anchors.isEmpty()) {
            throw new UntrustedCertificate("Nothing is trusted, so " + subject + " is not: configure the CA's certificates", null);
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(leaf);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                anchors.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet()), target);
            List<X509Certificate> known = new ArrayList<>(intermediates);
            known.add(leaf);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
            parameters.setDate(Date.from(at));
            parameters.setRevocationEnabled(false);
            var path = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> issuers = new ArrayList<>();
            path.getCertPath().getCertificates().stream().skip(1).forEach(each -> issuers.add((X509Certificate) each));
            issuers.add(path.getTrustAnchor().getTrustedCert());
            return issuers;
        } catch (CertPathBuilderException e) {
            throw new UntrustedCertificate(subject + ", issued by " + leaf.getIssuerX500Principal().getName()
                + ", has no valid path to a trusted certificate at " + at + ": " + reason(e), e);
        } catch (GeneralSecurityException e) {
            throw new UntrustedCertificate(subject + " cannot be checked: " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}

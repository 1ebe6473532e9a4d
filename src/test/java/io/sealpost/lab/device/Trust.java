package io.sealpost.lab.device;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;

/** Path validation by the JDK (RFC 5280, section 6), without revocation. */
final class Trust {
    private Trust() {
    }

    /** Builds a path from the leaf to the root, with what else came along. @throws GeneralSecurityException if there is none */
    static void verify(X509Certificate leaf, Collection<X509Certificate> along, X509Certificate root) throws GeneralSecurityException {
        var target = new X509CertSelector();
        target.setCertificate(leaf);
        var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(along)));
        parameters.setRevocationEnabled(false);
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }
}

package io.sealpost.lab.device;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** CMS SignedData (RFC 5652) whose every signature holds and leads to the lab's root. */
record SignedContent(CMSSignedData data, List<X509Certificate> certificates) {
    /** Verifies; @throws GeneralSecurityException with the reason if it does not hold. */
    static SignedContent verify(CMSSignedData data, X509Certificate root) throws GeneralSecurityException {
        try {
            var certificates = new ArrayList<X509Certificate>();
            for (X509CertificateHolder holder : data.getCertificates().getMatches(null)) {
                certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
            }
            if (data.getSignerInfos().size() == 0) {
                throw new GeneralSecurityException("nobody signed it");
            }
            for (var signer : data.getSignerInfos()) {
                @SuppressWarnings("unchecked")
                var matches = data.getCertificates().getMatches(signer.getSID());
                if (matches.isEmpty()) {
                    throw new GeneralSecurityException("the signer's certificate is not in it");
                }
                var certificate = new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) matches.iterator().next());
                if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate))) {
                    throw new GeneralSecurityException("the signature does not verify");
                }
                Trust.verify(certificate, certificates, root);
            }
            return new SignedContent(data, certificates);
        } catch (CMSException | OperatorCreationException e) {
            throw new GeneralSecurityException("the signature does not verify: " + e.getMessage(), e);
        }
    }
}

package io.sealpost.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Where a certificate says that its CRL is (RFC 5280, 4.2.1.13). */
final class DistributionPoints {
    private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";

    private DistributionPoints() {
    }

    static List<String> of(X509Certificate c) {
        byte[] extension = c.getExtensionValue(CRL_DISTRIBUTION_POINTS);
        List<String> urls = new ArrayList<>();
        if (extension == null) {
            return urls;
        }
        try {
            for (DistributionPoint point : CRLDistPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets())
                .getDistributionPoints()) {
                DistributionPointName name = point.getDistributionPoint();
                if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
                    for (GeneralName each : GeneralNames.getInstance(name.getName()).getNames()) {
                        if (each.getTagNo() == GeneralName.uniformResourceIdentifier) {
                            urls.add(each.getName().toString());
                        }
                    }
                }
            }
        } catch (RuntimeException e) {   // Bouncy Castle says "malformed" by IllegalArgument-, IllegalState- and other exceptions
            throw new UndecodableCertificate("The CRL distribution points are malformed", e);
        }
        return urls;
    }
}

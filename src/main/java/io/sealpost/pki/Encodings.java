package io.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;

/** Certificates out of DER, PEM and PKCS #7. What is read comes from outside: any bytes at all may arrive here. */
final class Encodings {
    private static final int MOST = 1 << 20;
    private static final Pattern PEM = Pattern.compile(
        "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

    private Encodings() {
    }

    static X509Certificate certificate(byte[] der) {
        bounded(der.length);
        if (der[0] != 0x30) {
            throw new UndecodableCertificate("Not a certificate: DER begins with 30 (hex)", null);
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate read = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
            if (read.getEncoded().length != der.length) {
                throw new UndecodableCertificate("Bytes follow the certificate", null);
            }
            return read;
        } catch (CertificateException e) {
            throw new UndecodableCertificate("Not a certificate in DER", e);
        } catch (UndecodableCertificate e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UndecodableCertificate("The JDK's decoder gave up (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    static List<X509Certificate> pem(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = PEM.matcher(pem);
        while (block.find()) {
            try {
                certificates.add(certificate(Base64.getMimeDecoder().decode(block.group(1))));
            } catch (IllegalArgumentException e) {
                throw new UndecodableCertificate("Certificate " + (certificates.size() + 1) + " is not base64", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new UndecodableCertificate("No -----BEGIN CERTIFICATE----- in the PEM text", null);
        }
        return certificates;
    }

    static List<X509Certificate> signedData(byte[] der) {
        bounded(der.length);
        SignedData signed;
        try {
            ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(der));
            if (!CMSObjectIdentifiers.signedData.equals(info.getContentType())) {
                throw new UndecodableCertificate("Not SignedData but content type " + info.getContentType(), null);
            }
            signed = SignedData.getInstance(info.getContent());
        } catch (UndecodableCertificate e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UndecodableCertificate("Not a PKCS #7 in DER", e);
        } catch (StackOverflowError e) {
            throw new UndecodableCertificate("Nested too deeply", e);
        }
        List<X509Certificate> certificates = new ArrayList<>();
        if (signed.getCertificates() != null) {
            for (ASN1Encodable each : signed.getCertificates()) {
                if (each.toASN1Primitive() instanceof ASN1Sequence sequence) {   // tagged ones are attribute certificates
                    certificates.add(certificate(encoded(sequence)));
                }
            }
        }
        return certificates;
    }

    private static byte[] encoded(ASN1Sequence certificate) {
        try {
            return certificate.getEncoded();
        } catch (IOException | RuntimeException e) {
            throw new UndecodableCertificate("A certificate in the PKCS #7 is damaged", e);
        }
    }

    private static void bounded(int length) {
        if (length == 0 || length > MOST) {
            throw new UndecodableCertificate(length == 0 ? "No bytes at all" : length + " bytes are too many", null);
        }
    }
}

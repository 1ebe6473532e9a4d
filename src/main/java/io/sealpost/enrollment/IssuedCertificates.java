package io.sealpost.enrollment;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UntrustedCertificate;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Checks what a CA issued before it is used (S7, S8). */
final class IssuedCertificates {
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

    private IssuedCertificates() {
    }

    /**
     * Finds the certificate for a request in a CA's answer and checks it: the request's public key, the address, emailProtection,
     * a key usage that lets it sign, not a CA's, valid now, chained to what is trusted.
     *
     * @param csr    PKCS #10, DER
     * @param answer the certificates of the answer in any order; others than the issued one serve as intermediates
     * @param trust  self-signed ones are anchors and the others intermediates; if none is self-signed, all are anchors
     * @return the issued certificate
     * @throws RefusedCertificate names cause and fix
     */
    public static X509Certificate check(byte[] csr, String address, List<X509Certificate> answer, List<X509Certificate> trust,
                                        Instant now) {
        String spki = spki(csr);
        X509Certificate issued = answer.stream().filter(each -> Certificates.spki(each.getPublicKey()).equals(spki)).findFirst()
            .orElseThrow(() -> new RefusedCertificate("other-key", "None of the " + answer.size()
                + " certificates that the CA answered has the key of our request; look at the CA's request for it"));
        require(issued.getBasicConstraints() < 0, "ca-certificate", "The CA issued a CA certificate; correct its certificate profile");
        require(Certificates.addresses(issued).contains(address.toLowerCase(Locale.ROOT)), "other-address",
            "The certificate is for " + Certificates.addresses(issued) + " and not for " + address
                + "; let the CA copy rfc822Name from the request");
        require(protectsMail(issued), "extended-key-usage", "The certificate's extended key usage lacks emailProtection; add it to the "
            + "CA's certificate profile");
        require(Certificates.canSign(issued), "key-usage", Certificates.canEncrypt(issued)
            ? "The certificate is for encryption only; give signing certificates a certificate profile of their own at the CA"
            : "The certificate's key usage lacks digitalSignature; add it to the CA's certificate profile");
        Date at = Date.from(now);
        require(!at.before(issued.getNotBefore()) && !at.after(issued.getNotAfter()), "validity", "The certificate is valid from "
            + issued.getNotBefore().toInstant() + " to " + issued.getNotAfter().toInstant() + ", and now is " + now
            + "; compare the clocks");
        trusted(issued, answer, trust, now);
        return issued;
    }

    private static void trusted(X509Certificate issued, List<X509Certificate> answer, List<X509Certificate> trust, Instant now) {
        Map<Boolean, List<X509Certificate>> selfSigned = trust.stream().collect(Collectors.partitioningBy(
            each -> each.getSubjectX500Principal().equals(each.getIssuerX500Principal())));
        try {
            Certificates.verifyChain(issued, Stream.concat(answer.stream(), trust.stream()).toList(),
                selfSigned.get(true).isEmpty() ? trust : selfSigned.get(true), now);
        } catch (UntrustedCertificate e) {
            throw new RefusedCertificate("untrusted", e.getMessage() + "; compare the CA's trust in the configuration");
        }
    }

    private static boolean protectsMail(X509Certificate issued) {
        try {
            List<String> purposes = issued.getExtendedKeyUsage();
            return purposes != null && purposes.contains(EMAIL_PROTECTION);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static String spki(byte[] csr) {
        try {
            byte[] info = new PKCS10CertificationRequest(csr).getSubjectPublicKeyInfo().getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(info));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("The stored certification request is damaged", e);
        }
    }

    private static void require(boolean fits, String code, String text) {
        if (!fits) {
            throw new RefusedCertificate(code, text);
        }
    }
}

package io.sealpost.pki;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** The rules for certificates that everything else relies on. Nothing here does I/O or asks for the time. */
public final class Certificates {
    private Certificates() {
    }

    /**
     * Decodes one X.509 certificate.
     *
     * @param der exactly one certificate, DER
     * @throws UndecodableCertificate names what is wrong
     */
    public static X509Certificate parse(byte[] der) {
        return Encodings.certificate(der);
    }

    /**
     * Decodes certificates in PEM (RFC 7468), in their order; other PEM objects and text between them are passed over.
     *
     * @throws UndecodableCertificate if one is damaged, or there is none
     */
    public static List<X509Certificate> parsePem(String pem) {
        return Encodings.pem(pem);
    }

    /** The DER of a certificate; the other way round than {@link #parse}. */
    public static byte[] der(X509Certificate c) {
        try {
            return c.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate without an encoding", e);
        }
    }

    /**
     * Decodes the certificates of a SignedData: a certs-only message (RFC 8551, section 3.8) or a userSMIMECertificate
     * (RFC 2798, section 2.8). Its signature is not looked at.
     *
     * @param der CMS ContentInfo; BER is accepted
     * @return the certificates in their order, perhaps none
     * @throws UndecodableCertificate names what is wrong
     */
    public static List<X509Certificate> parsePkcs7(byte[] der) {
        return Encodings.signedData(der);
    }

    /** The certificate's fingerprint: SHA-256 over its DER, in lower-case hex. */
    public static String sha256(X509Certificate c) {
        try {
            return sha256(c.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new UndecodableCertificate("A certificate that cannot be encoded", e);
        }
    }

    /** What finds a key by its certificate: SHA-256 over the SubjectPublicKeyInfo in DER, in lower-case hex. */
    public static String spki(PublicKey k) {
        return sha256(k.getEncoded());
    }

    /**
     * The mailboxes a certificate speaks for, in lower case: rfc822Name and SmtpUTF8Mailbox of the subject alternative
     * name, emailAddress of the subject (RFC 8550, section 3; RFC 9598).
     *
     * @throws UndecodableCertificate if the alternative name is malformed
     */
    public static Set<String> addresses(X509Certificate c) {
        return Addresses.of(c);
    }

    /**
     * The addresses at which its CRL is (RFC 5280, 4.2.1.13), in their order; none if it does not say.
     *
     * @throws UndecodableCertificate if the extension is malformed
     */
    public static List<String> crlUrls(X509Certificate c) {
        return DistributionPoints.of(c);
    }

    /** Whether it may verify signatures on mail: key usage and extended key usage (RFC 8550, sections 4.4.2 and 4.4.4). */
    public static boolean canSign(X509Certificate c) {
        return Usage.sign(c);
    }

    /** Whether mail may be encrypted to it: RSA by keyEncipherment, EC by keyAgreement (RFC 8550, sections 4.4.2 and 4.4.4). */
    public static boolean canEncrypt(X509Certificate c) {
        return Usage.encrypt(c);
    }

    /**
     * The certificate to encrypt to for an address now: valid, for the address, fit for encryption; of several the one with
     * the newest notBefore, then the latest notAfter, then the highest serial number.
     */
    public static Optional<X509Certificate> current(Collection<X509Certificate> candidates, String address, Instant now) {
        return newest(candidates.stream().filter(Certificates::canEncrypt), address, now);
    }

    /** As {@link #current}, to sign with. */
    public static Optional<X509Certificate> currentSigning(Collection<X509Certificate> candidates, String address, Instant now) {
        return newest(candidates.stream().filter(Certificates::canSign), address, now);
    }

    private static Optional<X509Certificate> newest(Stream<X509Certificate> candidates, String address, Instant now) {
        Date at = Date.from(now);
        return candidates
            .filter(c -> !at.before(c.getNotBefore()) && !at.after(c.getNotAfter()))
            .filter(c -> addresses(c).contains(address.toLowerCase(Locale.ROOT)))
            .max(Comparator.comparing(X509Certificate::getNotBefore).thenComparing(X509Certificate::getNotAfter)
                .thenComparing(X509Certificate::getSerialNumber).thenComparing(Certificates::sha256));
    }

    /**
     * Checks that a path leads from the certificate to an anchor (RFC 5280, section 6), all of it valid at the given time.
     * Revocation is not looked at.
     *
     * @param anchors trusted as they are, also when they are not self-signed
     * @throws UntrustedCertificate names the certificate and the reason
     */
    public static void verifyChain(X509Certificate leaf, Collection<X509Certificate> intermediates,
                                   Collection<X509Certificate> anchors, Instant at) {
        Paths.build(leaf, intermediates, anchors, at);
    }

    /** The common name of a distinguished name; empty if it has none. */
    public static String commonName(X500Principal name) {
        return Arrays.stream(X500Name.getInstance(name.getEncoded()).getRDNs(BCStyle.CN)).findFirst()
            .map(rdn -> IETFUtils.valueToString(rdn.getFirst().getValue())).orElse("");
    }

    /** Whether the private key belongs to the public one; keys of different kinds never do. */
    public static boolean matches(PrivateKey k, PublicKey p) {
        return KeyPairs.match(k, p);
    }

    private static String sha256(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.sealpost.lab.ca;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import io.sealpost.lab.seed.Secrets;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certification authority: its key pair, its certificate, and what it signs (RFC 5280). */
public final class Authority {
    private final KeyPair keys;
    private final X509Certificate certificate;

    private Authority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A root that is valid for twenty years, ten of them past, so that old certificates nest in it. */
    public static Authority root(String commonName) {
        var keys = Keys.rsa();
        var name = new X500Name("CN=" + commonName + ",O=Sealpost Lab");
        return new Authority(keys, certify(name, keys, name, keys.getPublic(), 1, "SHA256withRSA"));
    }

    /** An issuing authority below this one. */
    public Authority subordinate(String commonName) {
        var subordinate = Keys.rsa();
        var name = new X500Name("CN=" + commonName + ",O=Sealpost Lab");
        return new Authority(subordinate, certify(name(), keys, name, subordinate.getPublic(), 0, "SHA256withRSA"));
    }

    /** This authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Issues a leaf certificate, valid from and until the seconds given. */
    public X509Certificate issue(X500Name subject, PublicKey key, Template template, Instant from, Instant until) {
        try {
            var builder = builder(name(), subject, key, from, until);
            var extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(template.keyUsage()));
            builder.addExtension(Extension.extendedKeyUsage, false,
                    new ExtendedKeyUsage(template.purposes().toArray(KeyPurposeId[]::new)));
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(keys.getPublic()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            if (!template.alternatives().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(template.alternatives().toArray(GeneralName[]::new)));
            }
            return decode(builder.build(signer(keys, "SHA256withRSA")).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Issues a leaf certificate that is valid for two years, a hundred days of them past: so long ago the lab's clock may begin. */
    public X509Certificate issue(String commonName, PublicKey key, Template template) {
        var now = Instant.now();
        return issue(new X500Name("CN=" + commonName), key, template, now.minus(Duration.ofDays(100)), now.plus(Duration.ofDays(630)));
    }

    /** The certificate revocation list of this moment (RFC 5280, section 5), valid for thirty days; PEM. */
    public String revocationList(int number, Instant now, List<Revocation> revoked) {
        try {
            var list = new JcaX509v2CRLBuilder(certificate, Date.from(now));
            list.setNextUpdate(Date.from(now.plus(Duration.ofDays(30))));
            list.addExtension(Extension.authorityKeyIdentifier, false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(keys.getPublic()));
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            revoked.forEach(each -> list.addCRLEntry(each.certificate().getSerialNumber(), Date.from(each.at()), each.reason()));
            return Pem.block("X509 CRL", list.build(signer(keys, "SHA256withRSA")).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X500Name name() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static X509Certificate certify(X500Name issuer, KeyPair signer, X500Name subject, PublicKey key, int below, String algorithm) {
        try {
            var now = Instant.now();
            var builder = builder(issuer, subject, key, now.minus(Duration.ofDays(3650)), now.plus(Duration.ofDays(3650)));
            var extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(below));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(signer.getPublic()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            return decode(builder.build(signer(signer, algorithm)).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant until) {
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(1, Secrets.bytes(16)).shiftRight(1),
                Date.from(from), Date.from(until), subject, key);
    }

    private static ContentSigner signer(KeyPair keys, String algorithm) {
        try {
            return new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a DER certificate with the JDK's reader. */
    public static X509Certificate decode(byte[] der) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}

package io.sealpost;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.Providers;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates for tests: a two-tier CA, and people under it. Keys are made once for each name and type. */
public final class TestCertificates {
    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    public static final int ENCRYPT = KeyUsage.keyEncipherment;
    public static final int SIGN = KeyUsage.digitalSignature;
    public static final KeyPurposeId MAIL = KeyPurposeId.id_kp_emailProtection;
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private static final AtomicLong SERIAL = new AtomicLong(1000);

    static {
        Providers.install();
    }

    private TestCertificates() {
    }

    public static KeyPair key(String name, String type) {
        return KEYS.computeIfAbsent(name + " " + type, ignored -> newKey(type));
    }

    public static KeyPair newKey(String type) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type.startsWith("P-") ? "EC" : "RSA");
            if (type.startsWith("P-")) {
                generator.initialize(new ECGenParameterSpec("secp" + type.substring(2) + "r1"));
            } else {
                generator.initialize(Integer.parseInt(type));
            }
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static X509Certificate root() {
        return ca("Root", key("Root", "P-256"), "Root", key("Root", "P-256").getPrivate());
    }

    public static X509Certificate issuing() {
        return ca("Issuing", key("Issuing", "P-256"), "Root", key("Root", "P-256").getPrivate());
    }

    /** A mail certificate, valid from {@code yearsAgo} for two years. */
    public static X509Certificate mail(PublicKey key, String address, int usage, int yearsAgo) {
        return issue(key, address, usage, new KeyPurposeId[] {MAIL}, yearsAgo);
    }

    public static X509Certificate issue(PublicKey key, String address, int usage, KeyPurposeId[] purposes, int yearsAgo) {
        Instant from = NOW.minus(365L * yearsAgo + 1, ChronoUnit.DAYS);
        try {
            X509v3CertificateBuilder builder = builder("Issuing", address == null ? "Device" : address, key, from,
                from.plus(730, ChronoUnit.DAYS));
            if (address != null) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, address)));
            }
            if (usage != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            }
            if (purposes.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            return signed(builder, key("Issuing", "P-256").getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #mail}, for encryption, with the address of a CRL if it is not null; valid so many days ago and from now. */
    public static X509Certificate withCrl(PublicKey key, String address, String url, int daysAgo, int daysLeft) {
        try {
            X509v3CertificateBuilder builder = builder("Issuing", address, key, NOW.minus(daysAgo, ChronoUnit.DAYS),
                NOW.plus(daysLeft, ChronoUnit.DAYS));
            builder.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, address)));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(ENCRYPT));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(MAIL));
            if (url != null) {
                builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                    new DistributionPoint(new DistributionPointName(new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, url))), null, null)}));
            }
            return signed(builder, key("Issuing", "P-256").getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A CRL of this CA (its common name and the name of its key), with these certificates on it, until {@code next}; DER. */
    public static byte[] crl(String ca, Instant next, X509Certificate... revoked) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name("CN=" + ca), Date.from(next.minus(7, ChronoUnit.DAYS)));
            builder.setNextUpdate(Date.from(next));
            for (X509Certificate each : revoked) {
                builder.addCRLEntry(each.getSerialNumber(), Date.from(NOW.minus(1, ChronoUnit.DAYS)), CRLReason.keyCompromise);
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key(ca, "P-256").getPrivate())).getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate ca(String name, KeyPair pair, String issuer, PrivateKey issuerKey) {
        try {
            X509v3CertificateBuilder builder = builder(issuer, name, pair.getPublic(), NOW.minus(3650, ChronoUnit.DAYS),
                NOW.plus(3650, ChronoUnit.DAYS));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return signed(builder, issuerKey);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509v3CertificateBuilder builder(String issuer, String subject, PublicKey key, Instant from, Instant to) {
        return new X509v3CertificateBuilder(new X500Name("CN=" + issuer), BigInteger.valueOf(SERIAL.incrementAndGet()), Date.from(from),
            Date.from(to), new X500Name("CN=" + subject), SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) throws Exception {
        return Certificates.parse(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)).getEncoded());
    }
}

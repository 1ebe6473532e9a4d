package io.sealpost.lab.android;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What a phone maker built in: a root, and a batch key below it that attests the keys of apps. */
public final class SecureHardware {
    private static final ASN1ObjectIdentifier KEY_DESCRIPTION = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.1.17");

    private final KeyPair rootKey = Keys.ec();
    private final KeyPair batchKey = Keys.ec();
    private final X509Certificate root = certificate("CN=Lab Attestation Root", rootKey, "CN=Lab Attestation Root", rootKey.getPublic(), 1,
            null, Duration.ofDays(3650));
    private final X509Certificate batch = certificate("CN=Lab Attestation Root", rootKey, "CN=Lab Attestation Batch",
            batchKey.getPublic(), 2, null, Duration.ofDays(3650));

    /** A key of an app with its chain: the key's own certificate first, the root last. */
    public record Attested(KeyPair keys, List<X509Certificate> chain) {
    }

    /** The root's certificate. */
    public X509Certificate root() {
        return root;
    }

    /** Makes an RSA key and attests it. As on phones, its certificate has serial number 1 and begins in 1970. */
    public Attested generate(Attestation attestation) {
        return attest(Keys.rsa(), attestation);
    }

    /** Attests a key, of whatever kind. */
    public Attested attest(KeyPair keys, Attestation attestation) {
        var leaf = certificate("CN=Lab Attestation Batch", batchKey, "CN=Android Keystore Key", keys.getPublic(), 1, attestation.der(),
                null);
        return new Attested(keys, List.of(leaf, batch, root));
    }

    /** What somebody does who has an attested key that signs: issues a certificate with an attestation of their own below it. */
    public Attested forge(Attestation own, Attestation claimed) {
        var signer = attest(Keys.ec(), own);
        var keys = Keys.rsa();
        var leaf = certificate("CN=Android Keystore Key", signer.keys(), "CN=Forged", keys.getPublic(), 1, claimed.der(), null);
        return new Attested(keys, List.of(leaf, signer.chain().get(0), batch, root));
    }

    private static X509Certificate certificate(String issuer, KeyPair signer, String subject, PublicKey key, int serial,
            byte[] description, Duration validity) {
        try {
            var from = validity == null ? Instant.EPOCH : Instant.now().minus(validity);
            var until = validity == null ? Instant.ofEpochSecond(2_461_449_600L) : Instant.now().plus(validity);
            var builder = new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(serial), Date.from(from),
                    Date.from(until), new X500Name(subject), key);
            if (description == null) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            } else {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.dataEncipherment));
                builder.addExtension(KEY_DESCRIPTION, false, ASN1Primitive.fromByteArray(description));
            }
            var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
            return Authority.decode(builder.build(signature).getEncoded());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.sealpost.enrollment;

import io.sealpost.pki.Providers;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.springframework.stereotype.Component;

/** Makes a key pair for one device and asks for its signing certificate by PKCS #10 (RFC 2986). */
@Component
public class CertificationRequests {
    CertificationRequests() {
        Providers.install();
    }

    /**
     * Makes a key pair, hands it to {@code keep} (the escrow), and returns the request for it: subject, subject alternative name
     * rfc822Name, key usage digitalSignature, extended key usage emailProtection, in an extensionRequest (RFC 2985, 5.4.2).
     * The private key is not kept here.
     *
     * @return CertificationRequest, DER
     * @throws IllegalArgumentException if the subject is no distinguished name
     */
    public byte[] prepare(Template template, BiConsumer<PrivateKey, PublicKey> keep) {
        X500Principal subject = new X500Principal(template.subject(), Map.of("E", "1.2.840.113549.1.9.1"));   // emailAddress
        try {
            KeyPair pair = pair(template.key());
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, template.address())));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
            String algorithm = template.key() == KeyType.EC_P256 ? "SHA256withECDSA" : "SHA256withRSA";
            byte[] csr = new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())).getEncoded();
            keep.accept(pair.getPrivate(), pair.getPublic());
            return csr;
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("No certification request can be made for " + template.address(), e);
        }
    }

    private static KeyPair pair(KeyType type) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type == KeyType.EC_P256 ? "EC" : "RSA");
        if (type == KeyType.EC_P256) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }
}

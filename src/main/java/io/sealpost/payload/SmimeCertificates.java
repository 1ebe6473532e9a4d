package io.sealpost.payload;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.WrappedKey;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMECapabilitiesAttribute;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.asn1.smime.SMIMEEncryptionKeyPreferenceAttribute;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.springframework.stereotype.Component;

/**
 * Values of the attribute userSMIMECertificate (RFC 2798, section 2.8): a SignedData without content, which holds the whole chain and,
 * as signed attributes, smimeCapabilities (RFC 8551, 2.5.2) and the certificate to encrypt to (2.5.3).
 */
@Component
public class SmimeCertificates {
    private final Escrow escrow;

    SmimeCertificates(Escrow escrow) {
        this.escrow = escrow;
    }

    /**
     * The value for an encryption certificate. It is signed with that certificate's own key, so that a reader who looks for the signer
     * and one who looks for the preference find the same certificate; the content, and so the signature, says nothing.
     *
     * @param issuers of the certificate, its own first
     * @param key     the certificate's; it is in the clear within this call only
     * @return ContentInfo, DER
     */
    public byte[] value(X509Certificate certificate, List<X509Certificate> issuers, WrappedKey key) {
        return escrow.withKey(key, certificate.getPublicKey(), plain -> signed(certificate, issuers, plain));
    }

    private static byte[] signed(X509Certificate certificate, List<X509Certificate> issuers, PrivateKey key) {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(issuers);
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes(certificate)))
                .build(new JcaContentSignerBuilder(MessageProof.algorithm(key)).build(key), certificate));
            generator.addCertificates(new JcaCertStore(chain));
            return generator.generate(new CMSProcessableByteArray(new byte[0]), false).toASN1Structure().getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException | OperatorCreationException | CMSException | IOException e) {
            throw new IllegalStateException("No userSMIMECertificate can be made of " + certificate.getSubjectX500Principal().getName()
                + " (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** What every mail client that we deliver to reads; a sender takes the first that it knows. */
    private static AttributeTable attributes(X509Certificate certificate) throws GeneralSecurityException {
        SMIMECapabilityVector capabilities = new SMIMECapabilityVector();
        capabilities.addCapability(NISTObjectIdentifiers.id_aes256_CBC);
        capabilities.addCapability(NISTObjectIdentifiers.id_aes128_CBC);
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new SMIMECapabilitiesAttribute(capabilities));
        attributes.add(new SMIMEEncryptionKeyPreferenceAttribute(
            new IssuerAndSerialNumber(new JcaX509CertificateHolder(certificate).toASN1Structure())));
        return new AttributeTable(attributes);
    }
}

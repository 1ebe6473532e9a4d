package io.sealpost.lab.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;

import io.sealpost.lab.ca.Keys;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Mail from the years before, encrypted as S/MIME clients do (RFC 8551, section 3.3): AES-256-CBC, RSA or ECDH by RFC 5753. */
public final class OldMail {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private OldMail() {
    }

    /** Encrypts the text to the certificate; DER. */
    public static byte[] encrypt(String text, X509Certificate certificate) {
        try {
            var generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(recipient(certificate));
            var encryptor = new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider(PROVIDER).build();
            var content = new CMSProcessableByteArray(text.getBytes(StandardCharsets.UTF_8));
            return generator.generate(content, encryptor).toASN1Structure().getEncoded("DER");
        } catch (CMSException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RecipientInfoGenerator recipient(X509Certificate certificate) throws GeneralSecurityException, CMSException {
        if (certificate.getPublicKey().getAlgorithm().equals("RSA")) {
            return new JceKeyTransRecipientInfoGenerator(certificate);
        }
        KeyPair ephemeral = Keys.ec();
        return new JceKeyAgreeRecipientInfoGenerator(SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme,
                ephemeral.getPrivate(), ephemeral.getPublic(), NISTObjectIdentifiers.id_aes256_wrap)
                .addRecipient(certificate).setProvider(PROVIDER);
    }
}

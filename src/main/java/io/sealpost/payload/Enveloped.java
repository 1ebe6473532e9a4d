package io.sealpost.payload;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** EnvelopedData (RFC 5652, section 6) for one RSA recipient: PKCS #1 v1.5 key transport, AES-256-CBC; what devices accept. */
public final class Enveloped {
    private static final String AES = "AES/CBC/PKCS5Padding";
    private static final String RSA = "RSA/ECB/PKCS1Padding";

    private Enveloped() {
    }

    /** @return ContentInfo, DER */
    public static byte[] seal(byte[] content, byte[] contentKey, X509Certificate recipient, SecureRandom random)
            throws GeneralSecurityException {
        byte[] iv = new byte[16];
        random.nextBytes(iv);
        Cipher aes = Cipher.getInstance(AES);
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(contentKey, "AES"), new IvParameterSpec(iv));
        Cipher rsa = Cipher.getInstance(RSA);
        rsa.init(Cipher.ENCRYPT_MODE, recipient.getPublicKey());
        KeyTransRecipientInfo transport = new KeyTransRecipientInfo(new RecipientIdentifier(identifier(recipient)),
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), new DEROctetString(rsa.doFinal(contentKey)));
        EncryptedContentInfo encrypted = new EncryptedContentInfo(CMSObjectIdentifiers.data,
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)),
            new DEROctetString(aes.doFinal(content)));
        EnvelopedData data = new EnvelopedData(null, new DERSet(new RecipientInfo(transport)), encrypted, (ASN1Set) null);
        try {
            return new ContentInfo(CMSObjectIdentifiers.envelopedData, data).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens it with its own content key, after checking that the one recipient is the expected one. */
    public static byte[] open(byte[] der, byte[] contentKey, X509Certificate recipient) throws GeneralSecurityException {
        EnvelopedData data = EnvelopedData.getInstance(ContentInfo.getInstance(der).getContent());
        recipientInfo(data, recipient);
        EncryptedContentInfo encrypted = data.getEncryptedContentInfo();
        byte[] iv = ASN1OctetString.getInstance(encrypted.getContentEncryptionAlgorithm().getParameters()).getOctets();
        Cipher aes = Cipher.getInstance(AES);
        aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(contentKey, "AES"), new IvParameterSpec(iv));
        return aes.doFinal(encrypted.getEncryptedContent().getOctets());
    }

    /** Opens it as its recipient does. */
    static byte[] open(byte[] der, PrivateKey key, X509Certificate recipient) throws GeneralSecurityException {
        EnvelopedData data = EnvelopedData.getInstance(ContentInfo.getInstance(der).getContent());
        Cipher rsa = Cipher.getInstance(RSA);
        rsa.init(Cipher.DECRYPT_MODE, key);
        byte[] contentKey = rsa.doFinal(recipientInfo(data, recipient).getEncryptedKey().getOctets());
        try {
            return open(der, contentKey, recipient);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    private static KeyTransRecipientInfo recipientInfo(EnvelopedData data, X509Certificate recipient) {
        if (data.getRecipientInfos().size() != 1) {
            throw new UnprovenPayload("The message has " + data.getRecipientInfos().size() + " recipients instead of one");
        }
        KeyTransRecipientInfo info = KeyTransRecipientInfo.getInstance(RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0))
            .getInfo());
        if (!identifier(recipient).equals(IssuerAndSerialNumber.getInstance(info.getRecipientIdentifier().getId()))) {
            throw new UnprovenPayload("The message is for another recipient than " + recipient.getSubjectX500Principal().getName());
        }
        return info;
    }

    // The issuer's bytes as the certificate has them: recipients compare them one by one.
    private static IssuerAndSerialNumber identifier(X509Certificate recipient) {
        X500Principal issuer = recipient.getIssuerX500Principal();
        return new IssuerAndSerialNumber(X500Name.getInstance(issuer.getEncoded()), recipient.getSerialNumber());
    }
}

package io.sealpost.escrow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A private key as CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084) for one KEKRecipientInfo (RFC 5652, 6.2.3) with
 * AES-256 key wrap (RFC 3394). Written out over JCA, because a stream of bcpkix leaves copies of the content that nobody can zero.
 */
final class KeyWrapping {
    private static final int TAG = 16;
    private static final int NONCE = 12;

    private KeyWrapping() {
    }

    /** @return AuthEnvelopedData over the PKCS #8 bytes, DER */
    static byte[] wrap(byte[] pkcs8, String kekName, SecretKey kek, SecureRandom random) {
        byte[] contentKey = new byte[32];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(contentKey);
        random.nextBytes(nonce);
        try {
            SecretKeySpec key = new SecretKeySpec(contentKey, "AES");
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
            byte[] sealed = gcm.doFinal(pkcs8);
            Cipher wrap = Cipher.getInstance("AESWrap");
            wrap.init(Cipher.WRAP_MODE, kek);
            KEKRecipientInfo recipient = new KEKRecipientInfo(
                new KEKIdentifier(kekName.getBytes(StandardCharsets.UTF_8), null, null),
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap), new DEROctetString(wrap.wrap(key)));
            EncryptedContentInfo content = new EncryptedContentInfo(CMSObjectIdentifiers.data,
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, TAG)),
                new DEROctetString(Arrays.copyOf(sealed, sealed.length - TAG)));
            AuthEnvelopedData data = new AuthEnvelopedData(null, new DERSet(new RecipientInfo(recipient)), content, null,
                new DEROctetString(Arrays.copyOfRange(sealed, sealed.length - TAG, sealed.length)), null);
            return new ContentInfo(CMSObjectIdentifiers.authEnvelopedData, data).getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A key cannot be wrapped with " + kekName, e);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    /** @return the PKCS #8 bytes; the caller zeroes them */
    static byte[] unwrap(byte[] cms, SecretKey kek) throws GeneralSecurityException {
        AuthEnvelopedData data = AuthEnvelopedData.getInstance(ContentInfo.getInstance(cms).getContent());
        KEKRecipientInfo recipient = KEKRecipientInfo.getInstance(RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0))
            .getInfo());
        EncryptedContentInfo content = data.getAuthEncryptedContentInfo();
        GCMParameters parameters = GCMParameters.getInstance(content.getContentEncryptionAlgorithm().getParameters());
        byte[] body = content.getEncryptedContent().getOctets();
        byte[] tag = data.getMac().getOctets();
        byte[] sealed = Arrays.copyOf(body, body.length + tag.length);
        System.arraycopy(tag, 0, sealed, body.length, tag.length);
        Cipher unwrap = Cipher.getInstance("AESWrap");
        unwrap.init(Cipher.UNWRAP_MODE, kek);
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.DECRYPT_MODE, unwrap.unwrap(recipient.getEncryptedKey().getOctets(), "AES", Cipher.SECRET_KEY),
            new GCMParameterSpec(parameters.getIcvLen() * 8, parameters.getNonce()));
        return gcm.doFinal(sealed);
    }
}

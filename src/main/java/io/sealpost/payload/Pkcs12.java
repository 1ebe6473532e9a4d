package io.sealpost.payload;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/** Writes PKCS #12 (RFC 7292): one key with its certificate, in DER. */
public final class Pkcs12 {
    private Pkcs12() {
    }

    /**
     * Writes one identity. The clear encodings of the key are zeroed.
     *
     * @param password ASCII; the caller's
     * @return PFX, DER
     */
    public static byte[] write(PrivateKey key, X509Certificate certificate, char[] password, Pkcs12Encoding encoding,
            SecureRandom random) {
        byte[] pkcs8 = key.getEncoded();
        try {
            PasswordEncryption encryption = PasswordEncryption.create(encoding, password, random);
            ASN1Set attributes = new DERSet(new DERSequence(new ASN1Encodable[] {PKCSObjectIdentifiers.pkcs_9_at_localKeyId,
                new DERSet(new DEROctetString(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded())))}));
            PasswordEncryption.Encrypted wrapped = encryption.encrypt(pkcs8, random);
            SafeBag keyBag = new SafeBag(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag,
                new EncryptedPrivateKeyInfo(wrapped.algorithm(), wrapped.bytes()), attributes);
            SafeBag certBag = new SafeBag(PKCSObjectIdentifiers.certBag,
                new CertBag(PKCSObjectIdentifiers.x509Certificate, new DEROctetString(certificate.getEncoded()))
                    .toASN1Primitive(), attributes);
            PasswordEncryption.Encrypted certs = encryption.encrypt(der(new DERSequence(certBag)), random);
            encryption.destroy();
            byte[] safe = der(new DERSequence(new ASN1Encodable[] {
                new ContentInfo(PKCSObjectIdentifiers.encryptedData,
                    new EncryptedData(PKCSObjectIdentifiers.data, certs.algorithm(), new DEROctetString(certs.bytes()))),
                new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(der(new DERSequence(keyBag))))}));
            return der(new Pfx(new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(safe)),
                macData(safe, password, encoding, random)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A PKCS #12 cannot be written (" + e.getClass().getSimpleName() + ")", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static MacData macData(byte[] safe, char[] password, Pkcs12Encoding encoding, SecureRandom random)
            throws GeneralSecurityException {
        ASN1ObjectIdentifier digest = encoding == Pkcs12Encoding.MODERN ? NISTObjectIdentifiers.id_sha256 : OIWObjectIdentifiers.idSHA1;
        byte[] salt = PasswordEncryption.random(PasswordEncryption.SALT, random);
        byte[] mac = mac(safe, password, encoding, salt, PasswordEncryption.ITERATIONS);
        return new MacData(new DigestInfo(new AlgorithmIdentifier(digest, DERNull.INSTANCE), mac), salt, PasswordEncryption.ITERATIONS);
    }

    /** RFC 7292, section 5.1 and appendix B.4. */
    static byte[] mac(byte[] safe, char[] password, Pkcs12Encoding encoding, byte[] salt, int iterations)
            throws GeneralSecurityException {
        boolean modern = encoding == Pkcs12Encoding.MODERN;
        byte[] key = KeyDerivation.pkcs12(modern ? "SHA-256" : "SHA-1", KeyDerivation.MAC, password, salt, iterations, modern ? 32 : 20);
        Mac mac = Mac.getInstance(modern ? "HmacSHA256" : "HmacSHA1");
        mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        Arrays.fill(key, (byte) 0);
        return mac.doFinal(safe);
    }

    private static byte[] der(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }
}

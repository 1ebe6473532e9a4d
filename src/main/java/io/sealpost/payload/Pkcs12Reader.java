package io.sealpost.payload;

import io.sealpost.pki.Certificates;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;

/**
 * The identity in a PKCS #12 as {@link Pkcs12} writes it, for the proof before it leaves: from its bytes and its password
 * alone, the MAC checked, one certificate, one key. (The JDK's reader derives the same keys several times over.)
 */
record Pkcs12Reader(PrivateKey key, X509Certificate certificate) {
    /**
     * Opens it.
     *
     * @param pfx DER
     * @throws GeneralSecurityException if password, MAC, padding or structure are not as they should be
     */
    public static Pkcs12Reader open(byte[] pfx, char[] password) throws GeneralSecurityException {
        try {
            Pfx read = Pfx.getInstance(pfx);
            byte[] safe = ASN1OctetString.getInstance(read.getAuthSafe().getContent()).getOctets();
            checkMac(read.getMacData(), safe, password);
            ContentInfo[] contents = AuthenticatedSafe.getInstance(safe).getContentInfo();
            require(contents.length == 2, "not one certificate and one key");
            EncryptedData certificates = EncryptedData.getInstance(contents[0].getContent());
            PasswordEncryption encryption = PasswordEncryption.of(certificates.getEncryptionAlgorithm(), password);
            try {
                X509Certificate certificate = certificate(encryption.decrypt(new PasswordEncryption.Encrypted(
                    certificates.getEncryptionAlgorithm(), certificates.getContent().getOctets())));
                return new Pkcs12Reader(key(contents[1], encryption, certificate.getPublicKey().getAlgorithm()), certificate);
            } finally {
                encryption.destroy();
            }
        } catch (RuntimeException e) {   // how Bouncy Castle says that a structure is another one; no cause, it might quote
            throw new GeneralSecurityException("The PKCS #12 is malformed (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void checkMac(MacData mac, byte[] safe, char[] password) throws GeneralSecurityException {
        Pkcs12Encoding encoding = mac.getMac().getDigest().length == 32 ? Pkcs12Encoding.MODERN : Pkcs12Encoding.COMPATIBLE;
        byte[] expected = Pkcs12.mac(safe, password, encoding, mac.getSalt(), mac.getIterationCount().intValueExact());
        require(MessageDigest.isEqual(expected, mac.getMac().getDigest()), "the MAC is wrong");
    }

    private static X509Certificate certificate(byte[] safeContents) throws GeneralSecurityException {
        SafeBag bag = single(safeContents);
        require(PKCSObjectIdentifiers.certBag.equals(bag.getBagId()), "no certificate bag");
        return Certificates.parse(ASN1OctetString.getInstance(CertBag.getInstance(bag.getBagValue()).getCertValue()).getOctets());
    }

    private static PrivateKey key(ContentInfo content, PasswordEncryption encryption, String algorithm) throws GeneralSecurityException {
        SafeBag bag = single(ASN1OctetString.getInstance(content.getContent()).getOctets());
        require(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag.equals(bag.getBagId()), "no key bag");
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(bag.getBagValue());
        byte[] pkcs8 = encryption.decrypt(new PasswordEncryption.Encrypted(info.getEncryptionAlgorithm(), info.getEncryptedData()));
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static SafeBag single(byte[] safeContents) throws GeneralSecurityException {
        ASN1Sequence bags = ASN1Sequence.getInstance(safeContents);
        require(bags.size() == 1, "several bags instead of one");
        return SafeBag.getInstance(bags.getObjectAt(0));
    }

    private static void require(boolean holds, String otherwise) throws GeneralSecurityException {
        if (!holds) {
            throw new GeneralSecurityException("The PKCS #12 is not as it should be: " + otherwise);
        }
    }

    @Override
    public String toString() {
        return "Pkcs12Reader[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}

package io.sealpost.payload;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Something encrypted under a password, with its algorithm. The transformation is named in full: bcpkix's
 * JcePKCSPBEOutputEncryptorBuilder resolves AES-CBC to no padding at SunJCE, and writes what no one can read.
 */
record PasswordEncryption(AlgorithmIdentifier algorithm, byte[] encrypted) {
    static final int ITERATIONS = 2048;
    static final int SALT = 8;   // some importers refuse longer ones

    /** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C). */
    static PasswordEncryption compatible(byte[] clear, char[] password, SecureRandom random) throws GeneralSecurityException {
        byte[] salt = random(SALT, random);
        byte[] key = KeyDerivation.pkcs12("SHA-1", KeyDerivation.KEY, password, salt, ITERATIONS, 24);
        byte[] iv = KeyDerivation.pkcs12("SHA-1", KeyDerivation.IV, password, salt, ITERATIONS, 8);
        return new PasswordEncryption(new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
            new PKCS12PBEParams(salt, ITERATIONS)), encrypted("DESede/CBC/PKCS5Padding", "DESede", key, iv, clear));
    }

    /** PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018, section 6.2). */
    static PasswordEncryption modern(byte[] clear, char[] password, SecureRandom random) throws GeneralSecurityException {
        byte[] salt = random(SALT, random);
        byte[] iv = random(16, random);
        byte[] key = KeyDerivation.pbkdf2(password, salt, ITERATIONS, 32);
        AlgorithmIdentifier prf = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        PBES2Parameters parameters = new PBES2Parameters(
            new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ITERATIONS, prf)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
        return new PasswordEncryption(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
            encrypted("AES/CBC/PKCS5Padding", "AES", key, iv, clear));
    }

    static byte[] random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] encrypted(String transformation, String algorithm, byte[] key, byte[] iv, byte[] clear)
            throws GeneralSecurityException {
        try {
            Cipher cipher = Cipher.getInstance(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, algorithm), new IvParameterSpec(iv));
            return cipher.doFinal(clear);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}

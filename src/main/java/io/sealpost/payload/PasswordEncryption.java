package io.sealpost.payload;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
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
 * The encryption of one PKCS #12 under its password. The key is derived once, for key and certificate: derivation is most of
 * what a bundle costs, and the certificate is no secret. The transformations are named in full: bcpkix's
 * JcePKCSPBEOutputEncryptorBuilder resolves AES-CBC to no padding at SunJCE, and writes what no one can read.
 */
final class PasswordEncryption {
    static final int ITERATIONS = 2048;
    static final int SALT = 8;   // some importers refuse longer ones
    private final Pkcs12Encoding encoding;
    private final byte[] salt;
    private final byte[] key;
    private final byte[] iv;     // compatible only: derived with the key

    private PasswordEncryption(Pkcs12Encoding encoding, char[] password, byte[] salt, int iterations) throws GeneralSecurityException {
        boolean modern = encoding == Pkcs12Encoding.MODERN;
        this.encoding = encoding;
        this.salt = salt;
        this.key = modern ? KeyDerivation.pbkdf2(password, salt, iterations, 32)
            : KeyDerivation.pkcs12("SHA-1", KeyDerivation.KEY, password, salt, iterations, 24);
        this.iv = modern ? null : KeyDerivation.pkcs12("SHA-1", KeyDerivation.IV, password, salt, iterations, 8);
    }

    /** For a new PKCS #12, under a fresh salt. */
    static PasswordEncryption create(Pkcs12Encoding encoding, char[] password, SecureRandom random) throws GeneralSecurityException {
        return new PasswordEncryption(encoding, password, random(SALT, random), ITERATIONS);
    }

    /** For what is encrypted with this algorithm already. */
    static PasswordEncryption of(AlgorithmIdentifier algorithm, char[] password) throws GeneralSecurityException {
        if (PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC.equals(algorithm.getAlgorithm())) {
            PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(algorithm.getParameters());
            return new PasswordEncryption(Pkcs12Encoding.COMPATIBLE, password, parameters.getIV(),
                parameters.getIterations().intValueExact());
        }
        PBKDF2Params parameters = PBKDF2Params.getInstance(PBES2Parameters.getInstance(algorithm.getParameters())
            .getKeyDerivationFunc().getParameters());
        return new PasswordEncryption(Pkcs12Encoding.MODERN, password, parameters.getSalt(),
            parameters.getIterationCount().intValueExact());
    }

    Encrypted encrypt(byte[] clear, SecureRandom random) throws GeneralSecurityException {
        byte[] vector = iv == null ? random(16, random) : iv;
        return new Encrypted(algorithm(vector), cipher(Cipher.ENCRYPT_MODE, vector).doFinal(clear));
    }

    /** @throws GeneralSecurityException also if it was encrypted with another algorithm or salt than this */
    byte[] decrypt(Encrypted encrypted) throws GeneralSecurityException {
        byte[] vector = iv;
        if (vector == null) {
            vector = ASN1OctetString.getInstance(PBES2Parameters.getInstance(encrypted.algorithm().getParameters())
                .getEncryptionScheme().getParameters()).getOctets();
        }
        if (!algorithm(vector).equals(encrypted.algorithm())) {
            throw new GeneralSecurityException("Key and certificate are encrypted with different algorithms or salts");
        }
        return cipher(Cipher.DECRYPT_MODE, vector).doFinal(encrypted.bytes());
    }

    void destroy() {
        Arrays.fill(key, (byte) 0);
    }

    static byte[] random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    // RFC 7292, appendix C; RFC 8018, section 6.2
    private AlgorithmIdentifier algorithm(byte[] vector) {
        if (encoding == Pkcs12Encoding.COMPATIBLE) {
            return new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new PKCS12PBEParams(salt, ITERATIONS));
        }
        AlgorithmIdentifier prf = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(
            new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ITERATIONS, prf)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(vector))));
    }

    private Cipher cipher(int mode, byte[] vector) throws GeneralSecurityException {
        boolean modern = encoding == Pkcs12Encoding.MODERN;
        Cipher cipher = Cipher.getInstance(modern ? "AES/CBC/PKCS5Padding" : "DESede/CBC/PKCS5Padding");
        cipher.init(mode, new SecretKeySpec(key, modern ? "AES" : "DESede"), new IvParameterSpec(vector));
        return cipher;
    }

    /** Something encrypted, with its algorithm. */
    record Encrypted(AlgorithmIdentifier algorithm, byte[] bytes) {
    }
}

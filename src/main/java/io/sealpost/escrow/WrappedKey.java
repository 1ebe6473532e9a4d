package io.sealpost.escrow;

/**
 * A private key under a key-encryption key. Its text shows neither ciphertext nor key.
 *
 * @param spki lower-case hex SHA-256 of the SubjectPublicKeyInfo
 * @param kek  the name of the key-encryption key
 * @param cms  AuthEnvelopedData (RFC 5083, RFC 5084), DER, over the PKCS #8 PrivateKeyInfo
 */
public record WrappedKey(String spki, String kek, byte[] cms) {
    @Override
    public String toString() {
        return "WrappedKey[spki=" + spki + ", kek=" + kek + "]";
    }
}

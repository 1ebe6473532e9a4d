package io.sealpost.payload.intune;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * The key of the Certificate Connector for Intune that passwords are encrypted to.
 *
 * @param key          RSA, at least 2,048 bits
 * @param providerName the key storage provider on the connector's host, as it is called there
 * @param keyName      the key's name in it
 */
public record Connector(PublicKey key, String providerName, String keyName, PaddingScheme padding) {
    /** @throws IllegalArgumentException if no password can be encrypted to this key */
    public Connector {
        if (!(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() < 2048) {
            throw new IllegalArgumentException("The connector's key must be RSA of at least 2048 bits, not " + key.getAlgorithm());
        }
    }

    int bytes() {
        return (((RSAPublicKey) key).getModulus().bitLength() + 7) / 8;
    }
}

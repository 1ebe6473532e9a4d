package io.sealpost.payload.android;

/**
 * An identity that only the device's registered key opens.
 *
 * @param alias what it is called in the device's key chain
 * @param cms   EnvelopedData (RFC 5652), DER, over the JSON object {"alias","pkcs12","password"}
 */
public record SealedIdentity(String alias, byte[] cms) {
    @Override
    public String toString() {
        return "SealedIdentity[" + alias + "]";
    }
}

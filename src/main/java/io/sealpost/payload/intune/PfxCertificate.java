package io.sealpost.payload.intune;

/**
 * A userPFXCertificate as Graph takes it.
 *
 * @param thumbprint SHA-1 of the certificate, lower-case hex; with the user's id it is the entity's id
 * @param json       the body of POST or PATCH, UTF-8
 */
public record PfxCertificate(String thumbprint, byte[] json) {
    @Override
    public String toString() {
        return "PfxCertificate[" + thumbprint + "]";
    }
}

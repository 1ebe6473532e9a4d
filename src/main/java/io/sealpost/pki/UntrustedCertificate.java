package io.sealpost.pki;

/** A certificate without a valid path to a trust anchor (RFC 5280, section 6); the message names the reason. */
public class UntrustedCertificate extends RuntimeException {
    UntrustedCertificate(String message, Throwable cause) {
        super(message, cause);
    }
}

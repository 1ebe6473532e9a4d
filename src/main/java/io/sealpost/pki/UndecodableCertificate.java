package io.sealpost.pki;

/** Bytes that should hold a certificate and do not; the message says what is wrong with them. */
public class UndecodableCertificate extends RuntimeException {
    public UndecodableCertificate(String message, Throwable cause) {
        super(cause == null ? message : message + ": " + cause.getMessage(), cause);
    }
}

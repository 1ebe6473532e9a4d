package io.sealpost.pki;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.cert.X509Certificate;
import java.util.Collection;

/**
 * Certificates as Windows and Exchange read them from an {@code .sst} file: what CertSaveStore writes as CERT_STORE_SAVE_AS_STORE
 * (wincrypt.h). Version 0 and the letters CERT; then an element for each certificate: property 32, encoding 1 (X.509), length, DER;
 * then an element of zeros. Numbers have four bytes, the lowest first. No other property is written, so none can be wrong.
 */
public final class SerializedStore {
    private static final byte[] HEAD = {0, 0, 0, 0, 'C', 'E', 'R', 'T'};
    private static final int CERTIFICATE = 32;
    private static final int X509 = 1;

    private SerializedStore() {
    }

    /** @return the file's bytes */
    public static byte[] of(Collection<X509Certificate> certificates) {
        ByteArrayOutputStream store = new ByteArrayOutputStream();
        store.writeBytes(HEAD);
        certificates.stream().map(Certificates::der).forEach(der -> {
            store.writeBytes(element(CERTIFICATE, X509, der.length));
            store.writeBytes(der);
        });
        store.writeBytes(element(0, 0, 0));
        return store.toByteArray();
    }

    private static byte[] element(int property, int encoding, int length) {
        return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(property).putInt(encoding).putInt(length).array();
    }
}

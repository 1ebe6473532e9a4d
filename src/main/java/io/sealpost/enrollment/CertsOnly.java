package io.sealpost.enrollment;

import java.security.cert.X509Certificate;
import java.util.List;

/** What EST answers: a certs-only CMS message (RFC 7030, section 4.2.3; RFC 8951). */
public final class CertsOnly {
    private CertsOnly() {
    }

    public static List<X509Certificate> read(byte[] body) {
        throw new UnsupportedOperationException();
    }
}

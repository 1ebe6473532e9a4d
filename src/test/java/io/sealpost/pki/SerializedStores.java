package io.sealpost.pki;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A strict reader of serialized certificate stores, written from wincrypt.h's and Wine's account of the format and not from ours: an
 * element of any property may stand before its certificate, and an element of zeros must end the file.
 */
public final class SerializedStores {
    private SerializedStores() {
    }

    public static List<X509Certificate> read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        require(in.getInt() == 0, "version");
        require(in.getInt() == 0x54524543, "magic");
        List<X509Certificate> certificates = new ArrayList<>();
        while (true) {
            int property = in.getInt();
            int encoding = in.getInt();
            int length = in.getInt();
            if (property == 0) {
                require(encoding == 0 && length == 0 && !in.hasRemaining(), "end");
                return certificates;
            }
            require(encoding == 1, "encoding");
            require(property <= 0x20, "no CRL or CTL here");
            byte[] value = new byte[length];
            in.get(value);
            if (property == 0x20) {
                certificates.add(Certificates.parse(value));
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}

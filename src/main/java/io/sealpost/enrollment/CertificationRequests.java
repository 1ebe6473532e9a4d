package io.sealpost.enrollment;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/** Makes PKCS #10 certification requests (RFC 2986). */
@Component
public class CertificationRequests {
    public byte[] prepare(Template template, BiConsumer<PrivateKey, PublicKey> keep) {
        throw new UnsupportedOperationException();
    }
}

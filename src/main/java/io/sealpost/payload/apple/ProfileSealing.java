package io.sealpost.payload.apple;

import io.sealpost.payload.Pkcs12Encoding;
import java.security.cert.X509Certificate;
import org.springframework.stereotype.Component;

/** Assembles, proves, encrypts and signs a configuration profile for one device. */
@Component
public class ProfileSealing {
    public byte[] seal(ProfileContent content, X509Certificate recipient, Signer signer, Pkcs12Encoding encoding) {
        throw new UnsupportedOperationException();
    }
}

package io.sealpost.payload.apple;

import java.security.cert.X509Certificate;

/** A certificate in a device's inventory; {@code identity}: its private key is there too (IsIdentity). */
public record ListedCertificate(X509Certificate certificate, boolean identity) {
}

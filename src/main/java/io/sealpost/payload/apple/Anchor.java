package io.sealpost.payload.apple;

import java.security.cert.X509Certificate;
import java.util.UUID;

/** A trusted root (self-signed) or an intermediate, and the payload it becomes. */
public record Anchor(X509Certificate certificate, UUID payloadUuid) {
}

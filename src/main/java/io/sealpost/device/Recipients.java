package io.sealpost.device;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UntrustedCertificate;

/** Chooses what deliveries to a device are encrypted to. */
public final class Recipients {
    private Recipients() {
    }

    /**
     * The newest RSA certificate of the device's own identities that chains to the device CA. The identities must come from the
     * device itself, in an answer under its own enrolment id; never from its user.
     */
    public static Optional<X509Certificate> choose(Collection<X509Certificate> identities, List<X509Certificate> deviceCa, Instant now) {
        return identities.stream().filter(c -> c.getPublicKey() instanceof RSAPublicKey).filter(c -> chains(c, deviceCa, now))
            .max(Comparator.comparing(X509Certificate::getNotBefore));
    }

    private static boolean chains(X509Certificate certificate, List<X509Certificate> deviceCa, Instant now) {
        try {
            Certificates.verifyChain(certificate, deviceCa, deviceCa, now);
            return true;
        } catch (UntrustedCertificate e) {
            return false; // one of the identities we installed ourselves, for example
        }
    }
}

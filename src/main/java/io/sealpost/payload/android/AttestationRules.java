package io.sealpost.payload.android;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * What a key that a device registers must show.
 *
 * @param roots        one of them, by its key, is at the end of the chain
 * @param packageName  the companion app that must have made it
 * @param verifiedBoot whether the device must have booted what its maker signed, behind a locked boot loader
 * @param revoked      serial numbers, lower-case hex, that Google's status list names
 */
public record AttestationRules(List<X509Certificate> roots, String packageName, boolean verifiedBoot, Set<String> revoked) {
    public AttestationRules {
        roots = List.copyOf(roots);
        revoked = Set.copyOf(revoked);
    }
}

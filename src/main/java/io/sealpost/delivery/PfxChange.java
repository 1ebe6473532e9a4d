package io.sealpost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.sealpost.payload.intune.PfxCertificate;

/**
 * What Intune should hold of a user, as far as it is ours.
 *
 * @param device            Intune's id of the device that this is for
 * @param userPrincipalName whose; null if nothing can be there
 * @param wanted            to be there
 * @param unwanted          thumbprints that must not be there
 * @param seen              when Intune last heard of that device
 */
record PfxChange(String device, String userPrincipalName, List<PfxCertificate> wanted, Set<String> unwanted, Instant seen) {

    /** Whether Intune need not be asked. */
    public boolean isEmpty() {
        return wanted.isEmpty() && unwanted.isEmpty();
    }
}

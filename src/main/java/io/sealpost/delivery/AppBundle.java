package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.util.List;

import io.sealpost.payload.android.SealedIdentity;

/**
 * What an Android device is to hold from now on.
 *
 * @param anchors    CAs of its policy; null: everything stays as it was
 * @param identities what the companion app fetches
 * @param identifier whose bundle it is; null where nothing is left
 * @param uuid       of this very content; null where nothing is left
 */
record AppBundle(List<X509Certificate> anchors, List<SealedIdentity> identities, String identifier, String uuid) {
    /** For an inquiry, which changes nothing and wakes the app. */
    static final AppBundle AS_BEFORE = new AppBundle(null, List.of(), null, null);

    boolean changes() {
        return anchors != null;
    }

    @Override
    public String toString() {
        return "bundle of " + identities.size() + " identities for a companion app";
    }
}

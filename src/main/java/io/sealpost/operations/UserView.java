package io.sealpost.operations;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A user as the API shows it; addresses with the primary one first, devices by their MDM's ids. */
record UserView(UUID id, String directory, String state, String displayName, List<Name> names, List<String> addresses,
        List<Certificate> certificates, List<String> devices, List<FindingView.Own> findings) {

    record Name(String kind, String name) {
    }

    /**
     * Times are UTC; the serial is hex, the fingerprint lower-case hex.
     *
     * @param publication its state on the way into the directory, with its text; null if it never was on it
     */
    record Certificate(String sha256, String subject, String serial, Instant notBefore, Instant notAfter, String purpose,
            String source, boolean inEscrow, Instant revokedAt, String publication, String publicationText) {
    }

    record Users(List<UserView> users, UUID next) {
    }
}

package io.sealpost.operations;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A user as the API shows it; addresses with the primary one first, devices by their MDM's ids. */
record UserView(UUID id, String directory, String state, String displayName, List<Name> names, List<String> addresses,
        List<Certificate> certificates, List<String> devices) {

    record Name(String kind, String name) {
    }

    /** Times are UTC; the serial is hex, the fingerprint lower-case hex. */
    record Certificate(String sha256, String subject, String serial, Instant notBefore, Instant notAfter, String purpose,
            String source, boolean inEscrow) {
    }

    record Users(List<UserView> users, UUID next) {
    }
}

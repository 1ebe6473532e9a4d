package io.sealpost.violations.user;

import java.time.Instant;

/** A time that no test can choose. */
class ReadsTheTime {
    Instant now() {
        return Instant.now();
    }
}

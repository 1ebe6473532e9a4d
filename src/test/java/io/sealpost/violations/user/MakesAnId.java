package io.sealpost.violations.user;

import java.util.UUID;

/** An id that no test can repeat. */
class MakesAnId {
    UUID id() {
        return UUID.randomUUID();
    }
}

package io.sealpost.enrollment;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** What came of asking a CA. A route {@code enroll-<kind>} or {@code revoke-<kind>} ends with one of these as its body, or throws. */
public sealed interface Outcome {

    /** The CA sent certificates; they are not checked yet. */
    record Issued(List<X509Certificate> certificates) implements Outcome {
    }

    /** The certificate is revoked, or was already. */
    record Revoked() implements Outcome {
    }

    /** Not yet: ask again with the same request. {@code retryAfter} is null where the CA named no time. */
    record Pending(Duration retryAfter, String requestId) implements Outcome {
    }

    /** The CA refused; asking again would not help. */
    record Denied(String code, String text) implements Outcome {
    }

    /** What came back cannot be used. */
    record Failed(String code, String text) implements Outcome {
    }
}

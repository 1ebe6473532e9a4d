package io.sealpost.enrollment;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import io.sealpost.pki.UndecodableCertificate;

import org.springframework.stereotype.Component;

/** Reads CAs' answers, for routes. */
@Component
public class Outcomes {
    private final Clock clock;

    Outcomes(Clock clock) {
        this.clock = clock;
    }

    /**
     * The certificates of an EST answer (RFC 7030, 4.2.3).
     *
     * @param body base64 or DER of a certs-only CMS message; anything else, or null, is an answer that cannot be used
     */
    public Outcome certsOnly(byte[] body) {
        try {
            return new Outcome.Issued(CertsOnly.read(body == null ? new byte[0] : body));
        } catch (UndecodableCertificate e) {
            return new Outcome.Failed("undecodable", "The CA answered HTTP 200 with what is no certs-only message (" + e.getMessage()
                + "): look at its url, at proxies before it, and at the CA for what it issued");
        }
    }

    /** The CA says that the certificate is revoked, or was already. */
    public Outcome revoked() {
        return new Outcome.Revoked();
    }

    /**
     * "Not yet" (HTTP 202).
     *
     * @param retryAfter the Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3); may be absent or unreadable
     */
    public Outcome pending(String retryAfter) {
        return new Outcome.Pending(wait(retryAfter), null);
    }

    private Duration wait(String retryAfter) {
        if (retryAfter == null) {
            return null;
        }
        try {
            if (retryAfter.strip().matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
            }
            ZonedDateTime then = ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), then.toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null; // as if the CA had named none: its configured time is used
        }
    }
}

package io.sealpost.enrollment;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The key {@code sealpost.retry}: how long a row waits after a transient failure of a CA or channel. */
@ConfigurationProperties("sealpost.retry")
public record RetrySettings(@DefaultValue("10s") Duration first, @DefaultValue("30m") Duration most) {
    private static final long DAY = Duration.ofDays(1).toSeconds();

    /**
     * The wait before the next attempt: doubled each time up to the longest, then shortened by up to a half at random, so that
     * what failed together does not come back together.
     *
     * @param attempts how many were made, at least one
     */
    public Duration after(int attempts) {
        long full = Math.min(most.toMillis(), first.toMillis() << Math.min(20, Math.max(0, attempts - 1)));
        return Duration.ofMillis(full - (long) (full * 0.5 * ThreadLocalRandom.current().nextDouble()));
    }

    /**
     * As long as an HTTP answer said, a day at most; as above if it did not.
     *
     * @param headers of the answer, or null; Retry-After in seconds counts (RFC 9110, section 10.2.3), in any case of letters
     */
    public Duration after(int attempts, Map<String, String> headers) {
        return told(headers).orElseGet(() -> after(attempts));
    }

    /** What an HTTP answer said, as above; empty if it did not. */
    public static Optional<Duration> told(Map<String, String> headers) {
        return (headers == null ? Map.<String, String>of() : headers).entrySet().stream()
            .filter(h -> "Retry-After".equalsIgnoreCase(h.getKey()) && h.getValue().matches("\\d{1,9}"))
            .map(h -> Duration.ofSeconds(Math.min(Long.parseLong(h.getValue()), DAY))).findFirst();
    }
}

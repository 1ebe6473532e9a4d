package io.sealpost.enrollment;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The key {@code sealpost.retry}: how long a row waits after a transient failure of a CA or channel. */
@ConfigurationProperties("sealpost.retry")
public record RetrySettings(@DefaultValue("10s") Duration first, @DefaultValue("30m") Duration most) {

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
}

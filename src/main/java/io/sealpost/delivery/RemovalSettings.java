package io.sealpost.delivery;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys {@code sealpost.removal}.
 *
 * @param suspendedUsers whether a suspended user's items are removed at all
 * @param grace          how long after the suspension
 */
@ConfigurationProperties("sealpost.removal")
public record RemovalSettings(@DefaultValue("true") boolean suspendedUsers, @DefaultValue("14d") Duration grace) {
    public RemovalSettings {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("sealpost.removal.grace is " + grace + ": it is 0s or longer");
        }
    }
}

package io.sealpost.directory;

import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The keys {@code sealpost.guard}: one limit for each effect that a run may have.
 *
 * @param leastRead      percent of the last good read, and of the users known, that a full read must bring
 * @param approvalWithin how long a refused run waits
 */
@Validated
@ConfigurationProperties("sealpost.guard")
record GuardSettings(@DefaultValue @Valid Users users, @DefaultValue @Valid Keys keys, @DefaultValue @Valid Certificates certificates,
                     @DefaultValue("50") @Min(0) @Max(100) int leastRead, @DefaultValue("24h") Duration approvalWithin) {

    /** The larger of a count and a share, but never above another share, and never below a least count. */
    interface Limit {
        int count();

        double percent();

        double mostPercent();

        int least();

        /** How many of so many may be affected. */
        default int of(int population) {
            int wanted = Math.max(count(), (int) (population * percent() / 100));
            return Math.max(least(), Math.min(wanted, (int) (population * mostPercent() / 100)));
        }
    }

    record Users(@DefaultValue("25") @Min(0) int count, @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("100") double percent,
                 @DefaultValue("5") @DecimalMin("0") @DecimalMax("100") double mostPercent,
                 @DefaultValue("3") @Min(0) int least) implements Limit {
    }

    /** The same for ten keys a user: two devices with a history of four years and a signing identity each. */
    record Keys(@DefaultValue("250") @Min(0) int count, @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("100") double percent,
                @DefaultValue("5") @DecimalMin("0") @DecimalMax("100") double mostPercent,
                @DefaultValue("30") @Min(0) int least) implements Limit {
    }

    record Certificates(@DefaultValue("25") @Min(0) int count, @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("100") double percent,
                        @DefaultValue("5") @DecimalMin("0") @DecimalMax("100") double mostPercent,
                        @DefaultValue("3") @Min(0) int least) implements Limit {
    }
}

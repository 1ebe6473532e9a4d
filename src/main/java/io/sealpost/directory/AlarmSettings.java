package io.sealpost.directory;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The keys {@code sealpost.alarms}.
 *
 * @param webhook  where alarms are posted; empty: nowhere
 * @param mailTo   who gets them as a mail, through sealpost.smtp; empty: nobody
 * @param mailFrom who sends it
 * @param failures how many runs of a directory must fail in a row
 */
@Validated
@ConfigurationProperties("sealpost.alarms")
record AlarmSettings(@DefaultValue("") @Pattern(regexp = "|https?://\\S+") String webhook, @DefaultValue("") String mailTo,
                     @DefaultValue("") String mailFrom, @DefaultValue("3") @Min(1) int failures) {

    AlarmSettings {
        if (mailTo.isBlank() != mailFrom.isBlank()) {
            throw new IllegalArgumentException("sealpost.alarms needs mail-to and mail-from, or neither");
        }
    }

    @Override
    public String toString() {
        return "alarm settings"; // the address may hold a secret
    }
}

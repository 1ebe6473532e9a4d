package io.sealpost.directory;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The key {@code sealpost.sync}.
 *
 * @param schedule a Quartz cron: when directories are read that have none of their own
 */
@Validated
@ConfigurationProperties("sealpost.sync")
record SyncSettings(@DefaultValue("0 0/15 * * * ?") @NotBlank String schedule) {
}

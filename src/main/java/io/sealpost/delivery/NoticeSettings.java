package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The keys {@code sealpost.tell-user}; the comments are in config/application.yaml.
 *
 * @param pages   the URL of the folder that holds the instruction pages, as users reach it
 * @param clients the mail clients that the company uses; empty: all of the platform
 */
@Validated
@ConfigurationProperties("sealpost.tell-user")
record NoticeSettings(@DefaultValue("false") boolean enabled, @DefaultValue("") String from,
                      @DefaultValue("en") @Pattern(regexp = "[a-z]{2}") String language,
                      @DefaultValue("config/mail") @NotNull Path templates, @DefaultValue("") String pages,
                      @DefaultValue Set<MailClient> clients, @DefaultValue("10m") @NotNull Duration after) {
}

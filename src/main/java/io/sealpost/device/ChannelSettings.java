package io.sealpost.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The keys {@code sealpost.channels} and {@code sealpost.platforms}. */
@Validated
@ConfigurationProperties("sealpost")
record ChannelSettings(@DefaultValue Map<String, @Valid Settings> channels, @DefaultValue Map<Platform, @Valid Assignment> platforms) {

    /** One channel; the comments are in config/application.yaml. */
    record Settings(@NotBlank String kind, @NotBlank String url, @DefaultValue("") String username, @DefaultValue("") String password,
                    @DefaultValue("") String webhookKey, @DefaultValue List<Path> deviceCa, @DefaultValue("") String signer,
                    @DefaultValue("") String format, @DefaultValue Map<String, String> parameters,
                    @DefaultValue({"IMPORTER", "CERTIFICATE"}) Set<Basis> owners,
                    @DefaultValue("compatible") String pkcs12,
                    @DefaultValue("20s") @NotNull Duration timeout,
                    @DefaultValue("15m") @NotNull Duration answerWithin, @DefaultValue("0") @PositiveOrZero double rate) {

        @Override
        public String toString() {
            return "channel settings of kind " + kind + " for " + url;
        }
    }

    /** Which channel serves a platform. */
    record Assignment(@NotBlank String channel) {
    }
}

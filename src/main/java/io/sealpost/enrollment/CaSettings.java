package io.sealpost.enrollment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The key {@code sealpost.cas}; the comments are in config/application.yaml. */
@Validated
@ConfigurationProperties("sealpost")
record CaSettings(@DefaultValue Map<String, @Valid Settings> cas) {

    record Settings(@NotBlank String kind, @NotBlank String url, @NotBlank String tls, @NotEmpty List<Path> trust,
                    @DefaultValue("20s") Duration timeout, @DefaultValue("5m") Duration pending) {
    }
}

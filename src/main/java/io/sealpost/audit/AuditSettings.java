package io.sealpost.audit;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** The name of this process in the audit record (key {@code sealpost.node}); no two running processes may share one. */
@Validated
@ConfigurationProperties("sealpost")
record AuditSettings(@NotBlank @Size(max = 64) String node) {
}

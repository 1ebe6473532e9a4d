package io.sealpost.delivery;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The key {@code sealpost.organization}. */
@Validated
@ConfigurationProperties("sealpost")
record BundleSettings(@DefaultValue("com.example") @NotBlank
                      @Pattern(regexp = "[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+", message = "must be reverse DNS, such as com.example")
                      String organization) {
}

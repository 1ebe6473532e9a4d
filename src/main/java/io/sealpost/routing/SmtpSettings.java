package io.sealpost.routing;

import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The keys {@code sealpost.smtp}: the mail server that takes our mails. The route tell-user reads all but the log-in. */
@Validated
@ConfigurationProperties("sealpost.smtp")
record SmtpSettings(@DefaultValue("localhost") @NotBlank String host, @DefaultValue("587") @Min(1) @Max(65535) int port,
                    @DefaultValue("true") boolean starttls, @DefaultValue("false") boolean ssl, @DefaultValue("") String username,
                    @DefaultValue("") String password) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /** @throws IllegalArgumentException if the password would travel in the clear */
    SmtpSettings {
        if (!username.isEmpty() && !starttls && !ssl && !LOOPBACK.contains(host)) {
            throw new IllegalArgumentException("sealpost.smtp.password would be sent to " + host + " in the clear: set"
                + " sealpost.smtp.starttls or sealpost.smtp.ssl to true, or take sealpost.smtp.username away");
        }
    }

    @Override
    public String toString() {
        return "mail server " + host + ":" + port;
    }
}

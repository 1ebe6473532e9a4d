package io.sealpost.operations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Who may log in, by name (key {@code sealpost.accounts}). */
@Validated
@ConfigurationProperties("sealpost")
record AccountSettings(@DefaultValue Map<String, @Valid Account> accounts) {
    /** The password names its encoding, as Spring's DelegatingPasswordEncoder reads it. */
    record Account(
            @NotNull @Pattern(regexp = "\\{(bcrypt|argon2@SpringSecurity_v5_8|pbkdf2@SpringSecurity_v5_8|noop)}.+",
                    message = "must begin with its encoding, for example {bcrypt}$2a$10$...; {noop} is followed by the clear password")
            String password,
            @NotEmpty(message = "must name at least one role") Set<Role> roles) {
        @Override
        public String toString() {
            return "Account[roles=" + roles + "]";
        }
    }
}

package io.sealpost.profile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The keys {@code sealpost.certificate-profiles}; the comments are in config/certificate-profiles.yaml. */
@Validated
@ConfigurationProperties("sealpost.certificate-profiles")
record CertificateProfileSettings(@DefaultValue @Valid TrustedRoot trustedRoot, @DefaultValue @Valid Pkcs pkcs,
                                  @DefaultValue @Valid ImportedPkcs importedPkcs, @DefaultValue @Valid Email email) {

    record TrustedRoot(@DefaultValue List<Path> certificates) {
    }

    record Pkcs(@DefaultValue("") String ca,
                @DefaultValue("rsa-2048") @Pattern(regexp = "rsa-2048|ec-p256", message = "must be rsa-2048 or ec-p256") String key,
                @DefaultValue("CN={displayName},E={address}") @NotBlank String subject,
                @DefaultValue("30d") @NotNull Duration renewBefore,
                @DefaultValue("never") @Pattern(regexp = "never|on-removal", message = "must be never or on-removal") String revoke) {
    }

    record ImportedPkcs(@DefaultValue("true") boolean enabled) {
    }

    record Email(@DefaultValue("") String host, @DefaultValue("true") boolean ssl, @DefaultValue("true") boolean oauth,
                 @DefaultValue @Valid Imap imap) {
        @AssertTrue(message = "must be either an Exchange account (host) or an IMAP one (imap.incoming-host), and imap needs both hosts")
        boolean isOneAccount() {
            return (host.isBlank() || imap.incomingHost.isBlank()) && imap.incomingHost.isBlank() == imap.outgoingHost.isBlank();
        }
    }

    record Imap(@DefaultValue("") String incomingHost, @DefaultValue("993") int incomingPort,
                @DefaultValue("") String outgoingHost, @DefaultValue("465") int outgoingPort) {
    }
}

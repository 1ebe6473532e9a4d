package io.sealpost.directory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The key {@code sealpost.directories}; the comments are in config/application.yaml. */
@Validated
@ConfigurationProperties("sealpost")
record DirectorySettings(@DefaultValue Map<String, @Valid Settings> directories) {

    /** What is not said comes from the kind's {@link Preset}. */
    record Settings(@NotBlank String kind, @DefaultValue("") String url, @DefaultValue List<String> urls, @DefaultValue("") String tls,
                    @DefaultValue("false") boolean startTls, @DefaultValue("") String bindDn, @DefaultValue("") String password,
                    @NotBlank String base, String filter, @DefaultValue List<String> groups, String disabled,
                    @DefaultValue List<String> sentinels, @DefaultValue @Valid Attributes attributes,
                    @DefaultValue("500") @Min(1) @Max(1000) int pageSize, @DefaultValue("30s") Duration timeout,
                    @DefaultValue("24h") Duration fullEvery, @DefaultValue("") String schedule, @DefaultValue @Valid Publish publish) {

        @AssertTrue(message = "name one server by url, or several by urls, each ldap:// or ldaps://")
        boolean isReachable() {
            return !servers().isEmpty() && servers().stream().allMatch(u -> u.matches("ldaps?://[^/?#\\s]+/?"));
        }

        @AssertTrue(message = "start-tls is for ldap:// only; ldaps:// is TLS from the first byte")
        boolean isTlsOnce() {
            return !startTls || servers().stream().noneMatch(u -> u.startsWith("ldaps:"));
        }

        List<String> servers() {
            return url.isBlank() ? urls : Stream.concat(Stream.of(url), urls.stream()).toList();
        }

        @Override
        public String toString() {
            return "directory settings of kind " + kind + " for " + servers();
        }
    }

    /** Which attribute says what; an empty name means that the directory does not say it. */
    record Attributes(String id, String upn, String uid, String mail, String aliases, String displayName, String groups) {

        @AssertTrue(message = "id and mail need an attribute each")
        boolean isEnough() {
            return (id == null || !id.isBlank()) && (mail == null || !mail.isBlank());
        }
    }

    /** How users' certificates are brought back into the directory; off by default. No attributes: those of the kind. */
    record Publish(@DefaultValue("false") boolean enabled, @DefaultValue("") String bindDn, @DefaultValue("") String password,
                   @DefaultValue List<@Pattern(regexp = "(?i)(userCertificate|userSMIMECertificate)(;binary)?",
                       message = "can be userCertificate or userSMIMECertificate, with or without ;binary") String> attributes,
                   @DefaultValue("7d") Duration after) {
        @AssertTrue(message = "publish.bind-dn and publish.password are needed where publish.enabled is true: an account of its own,"
            + " which may write the two attributes and nothing else")
        boolean isAccount() {
            return !enabled || !bindDn.isBlank() && !password.isEmpty();
        }

        @Override
        public String toString() {
            return "publish settings, enabled " + enabled;
        }
    }
}

package io.sealpost.directory;

import java.time.Duration;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The key {@code sealpost.directories}; the comments are in config/application.yaml. */
@Validated
@ConfigurationProperties("sealpost")
record DirectorySettings(@DefaultValue Map<String, @Valid Settings> directories) {

    record Settings(@NotBlank String kind, @NotBlank String url, @DefaultValue("") String bindDn, @DefaultValue("") String password,
                    @NotBlank String base, @DefaultValue("(objectClass=inetOrgPerson)") String filter,
                    @DefaultValue @Valid Attributes attributes, @DefaultValue("500") @Min(1) @Max(1000) int pageSize,
                    @DefaultValue("30s") Duration timeout) {
        @Override
        public String toString() {
            return "directory settings of kind " + kind + " for " + url;
        }
    }

    /** Which attribute says what; an empty name means that the directory does not say it. */
    record Attributes(@DefaultValue("entryUUID") @NotBlank String id, @DefaultValue("") String upn, @DefaultValue("uid") String uid,
                      @DefaultValue("mail") @NotBlank String mail, @DefaultValue("") String aliases,
                      @DefaultValue("cn") String displayName, @DefaultValue("") String groups) {
    }
}

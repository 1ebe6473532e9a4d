package io.sealpost.directory;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The keys {@code sealpost.crls}; the comments are in config/application.yaml. */
@ConfigurationProperties("sealpost.crls")
record CrlSettings(@DefaultValue("true") boolean enabled, @DefaultValue("6h") Duration every, @DefaultValue("20s") Duration timeout) {
}

package io.sealpost.routing;

import java.nio.file.Path;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The keys {@code sealpost.routes} and {@code sealpost.data}.
 *
 * @param routes the folder of route files
 * @param data   the folder of what the gateway keeps
 */
@Validated
@ConfigurationProperties("sealpost")
record RoutingSettings(@DefaultValue("routes") @NotNull Path routes, @DefaultValue("data") @NotNull Path data) {
}

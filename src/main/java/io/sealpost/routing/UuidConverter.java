package io.sealpost.routing;

import java.util.UUID;

import org.apache.camel.Converter;
import org.apache.camel.TypeConverters;
import org.springframework.stereotype.Component;

/** Lets routes hand the ids that messages carry to beans that want a UUID. */
@Component
public class UuidConverter implements TypeConverters {
    @Converter
    public static UUID toUuid(String text) {
        return UUID.fromString(text.strip());
    }
}

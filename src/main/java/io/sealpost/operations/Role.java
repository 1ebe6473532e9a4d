package io.sealpost.operations;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** What an account may do. Every role but {@code channel} may also look at everything. */
enum Role {
    VIEWER, OPERATOR, APPROVER, IMPORTER, CHANNEL;

    /** The name that Spring Security and Hawtio compare. */
    String authority() {
        return "ROLE_" + name();
    }

    private static String names() {
        return Arrays.stream(values()).map(role -> role.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }

    /** Reads a role from the configuration; an unknown one is answered with those that exist. */
    @Component
    @ConfigurationPropertiesBinding
    static class Reader implements Converter<String, Role> {
        @Override
        public Role convert(String name) {
            return Arrays.stream(values()).filter(role -> role.name().equalsIgnoreCase(name.strip())).findFirst().orElseThrow(() ->
                    new IllegalArgumentException("There is no role '" + name + "'. Give the account one or more of: " + names()));
        }
    }
}

package io.sealpost.escrow;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The keys {@code sealpost.escrow}.
 *
 * @param kind picks the route that fetches wrapped keys
 * @param kek  the name of the key that wraps new rows; empty: nothing can be put into escrow
 * @param keks every key that rows may name, by name
 */
@Validated
@ConfigurationProperties("sealpost.escrow")
record EscrowSettings(@NotBlank @DefaultValue("local") String kind, @NotNull @DefaultValue("") String kek,
                      @DefaultValue Map<String, @Valid Kek> keks) {
    /** A key-encryption key (AES-256) in a keystore file. Its text shows no password. */
    record Kek(@NotNull Path keystore, @NotBlank String alias, @NotNull @DefaultValue("") String password) {
        @Override
        public String toString() {
            return "Kek[keystore=" + keystore + ", alias=" + alias + "]";
        }
    }
}

package io.sealpost.directory;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class GuardSettingsTest {
    private static GuardSettings settings(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys)).bindOrCreate("sealpost.guard", GuardSettings.class);
    }

    /** 25 or 0.2 % of the population, whichever is higher, never above 5 %, never below 3. */
    @ParameterizedTest
    @CsvSource({"0, 3", "10, 3", "60, 3", "79, 3", "80, 4", "100, 5", "499, 24", "500, 25", "12500, 25", "12999, 25", "13000, 26",
        "100000, 200", "1000000, 2000"})
    void P3_howManyUsersMayLeaveAtOnce(int population, int limit) {
        assertThat(settings(Map.of()).users().of(population)).isEqualTo(limit);
        assertThat(settings(Map.of()).certificates().of(population)).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "100, 30", "1000, 50", "10000, 250", "1000000, 2000"})
    void P3_howManyKeysMayLeaveDevices(int population, int limit) {
        assertThat(settings(Map.of()).keys().of(population)).isEqualTo(limit);
    }

    @Test
    void P3_eachOfTheNumbersIsConfigurable() {
        var users = settings(Map.of("sealpost.guard.users.count", "7", "sealpost.guard.users.percent", "1",
            "sealpost.guard.users.most-percent", "2", "sealpost.guard.users.least", "1")).users();
        assertThat(users.of(10)).isEqualTo(1);
        assertThat(users.of(400)).isEqualTo(7);
        assertThat(users.of(2000)).isEqualTo(20);
    }
}

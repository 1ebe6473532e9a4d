package io.sealpost.canary;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** After a run with everything in it, no secret of it lies where it must not be; and if one did, it would be found (G4, P13). */
class CanaryTest {
    private static CanaryRun run;
    private static Finder finder;
    private static final Map<Place, Integer> bytes = new EnumMap<>(Place.class);
    private static final List<String> leaks = new ArrayList<>();

    @BeforeAll
    static void aRun() throws Exception {
        run = new CanaryRun();
        run.proven();
        var forms = RunSecrets.of(run.world(), run.own());
        long t = System.nanoTime();
        finder = new Finder(forms);
        System.err.println("forms " + forms.size() + " windows " + finder.size() + " ms " + (System.nanoTime() - t) / 1000000);
        for (var place : Place.values()) {
            t = System.nanoTime();
            var all = place.look(run);
            long looked = System.nanoTime();
            bytes.put(place, all.stream().mapToInt(found -> found.content().length).sum());
            for (var found : all) {
                finder.find(found.content()).forEach((secret, form) -> leaks.add(place + ": " + found.where() + " holds " + secret + " ("
                    + form + ")"));
            }
            System.err.println(place + " " + all.size() + " " + bytes.get(place) + " look ms " + (looked - t) / 1000000 + " find ms "
                + (System.nanoTime() - looked) / 1000000);
        }
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void G4_noSecretIsAnywhere() {
        assertThat(leaks).isEmpty();
    }
}

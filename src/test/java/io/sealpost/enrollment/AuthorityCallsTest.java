package io.sealpost.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.TestDatabase;
import io.sealpost.Ticking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** How a CA answered and how long it took is counted once for each claim (P4). */
class AuthorityCallsTest {
    private final Ticking clock = new Ticking();
    private final CertificationAuthorities authorities = Mockito.mock(CertificationAuthorities.class);
    private final AuthorityCalls calls = new AuthorityCalls(new TestDatabase().jdbc(), clock, authorities);

    AuthorityCallsTest() {
        Mockito.when(authorities.all()).thenReturn(List.of(authority("issuing"), authority("unused")));
    }

    @Test
    void P4_eachOutcomeIsCountedAndTheTimeOfTheLatestHundredAnswersShown() {
        call(Duration.ofHours(1), new Outcome.Issued(List.of()));
        for (var i = 1; i <= 97; i++) {
            call(Duration.ofMillis(10), new Outcome.Issued(List.of()));
        }
        call(Duration.ofMillis(20), new Outcome.Pending(null, null));
        call(Duration.ofMillis(900), new Outcome.Denied("http-403", "no"));
        assertThat(shown()).containsEntry("slowestMillis", 3_600_000L);

        call(Duration.ofMillis(800), new Outcome.Failed("wrong-key", "another key"));

        assertThat(shown()).containsEntry("issued", 98L).containsEntry("pending", 1L).containsEntry("denied", 1L)
            .containsEntry("failed", 1L).containsEntry("unreachable", 0L).containsEntry("medianMillis", 10L)
            .containsEntry("slowestMillis", 900L).containsEntry("lastError", "wrong-key")
            .containsEntry("lastErrorAt", clock.instant().toString());
    }

    @Test
    void P4_aCaThatDoesNotAnswerHasAnErrorAndNoTime() {
        var enrollment = enrollment();
        calls.begin(enrollment.id());
        clock.pass(Duration.ofSeconds(20));
        calls.unreachable(enrollment, "connection refused");
        calls.unreachable(enrollment, "said twice");

        assertThat(shown()).containsEntry("unreachable", 1L).containsEntry("lastError", "connection refused")
            .containsEntry("medianMillis", null);
    }

    @Test
    void P4_aCaThatWasNeverAskedShowsZeros() {
        assertThat(calls.getCalls().get(1)).containsEntry("ca", "unused").containsEntry("issued", 0L).containsEntry("waiting", 0L)
            .containsEntry("lastError", null);
    }

    private void call(Duration took, Outcome outcome) {
        var enrollment = enrollment();
        calls.begin(enrollment.id());
        clock.pass(took);
        calls.answered(enrollment, outcome);
        calls.answered(enrollment, outcome);
    }

    private Map<String, Object> shown() {
        return calls.getCalls().get(0);
    }

    private static Enrollment enrollment() {
        return new Enrollment(UUID.randomUUID(), "issuing", "pkcs", null, null, "anna@example.com", new byte[0], null, 1);
    }

    private static CertificationAuthority authority(String name) {
        return new CertificationAuthority(name, "est", "https://ca.example.com", name, List.of(), Duration.ZERO, Duration.ZERO);
    }
}

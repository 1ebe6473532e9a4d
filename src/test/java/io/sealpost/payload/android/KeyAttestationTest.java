package io.sealpost.payload.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.TestCertificates;
import io.sealpost.lab.android.Attestation;
import io.sealpost.lab.android.SecureHardware;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** S16: a key is registered only if the phone's secure hardware shows what it is. */
class KeyAttestationTest {
    private static final byte[] CHALLENGE = {1, 2, 3};
    private static final String APP = "com.example.smime";
    private static final SecureHardware HARDWARE = new SecureHardware();
    private static final AttestationRules RULES = new AttestationRules(List.of(HARDWARE.root()), APP, true, Set.of());

    private static Attestation genuine() {
        return new Attestation(CHALLENGE, APP);
    }

    private static List<X509Certificate> chain(Attestation attestation) {
        return HARDWARE.attest(TestCertificates.key("Phone", "2048"), attestation).chain();
    }

    @Test
    void S16_aGenuineKeyIsTakenWithOrWithoutTheRootInItsChain() {
        List<X509Certificate> chain = chain(genuine());
        assertThat(KeyAttestation.verify(chain, CHALLENGE, RULES, Instant.now())).isEqualTo(chain.get(0));
        assertThat(KeyAttestation.verify(chain.subList(0, 2), CHALLENGE, RULES, Instant.now())).isEqualTo(chain.get(0));
        assertThat(KeyAttestation.verify(chain(genuine().level(2)), CHALLENGE, RULES, Instant.now())).isNotNull();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
            row("untrusted-chain", List::of),
            row("untrusted-chain", () -> new SecureHardware().attest(TestCertificates.key("Phone", "2048"), genuine()).chain()),
            row("untrusted-chain", () -> List.of(chain(genuine()).get(0), HARDWARE.root())),
            row("untrusted-chain", () -> HARDWARE.forge(genuine().purpose(2), genuine()).chain()),
            row("no-attestation", () -> List.of(HARDWARE.root())),
            row("wrong-challenge", () -> chain(new Attestation(new byte[] {9}, APP))),
            row("software-key", () -> chain(genuine().level(0))),
            row("imported-key", () -> chain(genuine().origin(2))),
            row("wrong-purpose", () -> chain(genuine().purpose(2))),
            row("wrong-padding", () -> chain(genuine().padding(2))),
            row("boot-not-verified", () -> chain(genuine().bootState(2))),
            row("boot-not-verified", () -> chain(genuine().unlocked())),
            row("wrong-app", () -> chain(new Attestation(CHALLENGE, "com.example.other"))),
            row("no-rsa-key", () -> HARDWARE.attest(TestCertificates.key("Phone", "P-256"), genuine()).chain()),
            row("no-rsa-key", () -> HARDWARE.attest(TestCertificates.key("Phone", "1024"), genuine()).chain()));
    }

    private static Arguments row(String code, Supplier<List<X509Certificate>> chain) {
        return Arguments.of(code, chain);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void P2_whatIsNotGenuineIsRefusedByName(String code, Supplier<List<X509Certificate>> chain) {
        assertThatThrownBy(() -> KeyAttestation.verify(chain.get(), CHALLENGE, RULES, Instant.now()))
            .isInstanceOfSatisfying(RefusedAttestation.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void P10_aRevokedOrExpiredBatchIsRefused() {
        AttestationRules revoked = new AttestationRules(RULES.roots(), APP, true, Set.of("2"));
        assertThatThrownBy(() -> KeyAttestation.verify(chain(genuine()), CHALLENGE, revoked, Instant.now()))
            .hasMessageContaining("revoked-chain");
        assertThatThrownBy(() -> KeyAttestation.verify(chain(genuine()), CHALLENGE, RULES, Instant.now().plus(Duration.ofDays(4000))))
            .hasMessageContaining("untrusted-chain").hasMessageContaining("not valid now");
    }

    @Test
    void anUnlockedPhoneIsTakenWhereTheRulesSaySo() {
        AttestationRules lenient = new AttestationRules(RULES.roots(), APP, false, Set.of());
        assertThat(KeyAttestation.verify(chain(genuine().unlocked()), CHALLENGE, lenient, Instant.now())).isNotNull();
    }
}

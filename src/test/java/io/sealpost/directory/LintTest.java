package io.sealpost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Issuers;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the lint says of a user's certificates, and what it does not say of a healthy history (P8, P11, P12, S26). */
class LintTest {
    private static final List<String> ADDRESSES = List.of("anna@example.com", "a.old@example.com");
    private static final PublicKey KEY = TestCertificates.key("anna", "2048").getPublic();
    private static final PublicKey OTHER = TestCertificates.key("other", "2048").getPublic();
    private final Issuers issuers = new Issuers(List.of(TestCertificates.root(), TestCertificates.issuing()));

    private Lint lint(Map<String, String> crls) {
        return new Lint(issuers, c -> true, c -> false, crls, TestCertificates.NOW);
    }

    private static X509Certificate certificate(PublicKey key, String address, int daysAgo, int daysLeft) {
        return TestCertificates.withCrl(key, address, null, daysAgo, daysLeft);
    }

    private List<Finding.Name> names(X509Certificate... history) {
        return lint(Map.of()).of(ADDRESSES, List.of(history)).stream().map(Finding::name).toList();
    }

    @Test
    void P8_aHistoryWithACurrentCertificateIsNoMistake() {
        assertThat(names(certificate(KEY, "anna@example.com", 100, 300), certificate(OTHER, "anna@example.com", 800, -200),
            certificate(OTHER, "maiden@example.com", 1800, -900))).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void P8_whenTheLastOneHasEndedNobodyCanEncrypt() {
        var findings = lint(Map.of()).of(ADDRESSES, List.of(certificate(KEY, "anna@example.com", 800, -200),
            certificate(OTHER, "anna@example.com", 500, -100)));

        assertThat(findings).extracting(Finding::name).containsExactly(Finding.Name.EXPIRED);
        assertThat(findings.get(0).text()).contains("to 2026-08-15").contains("let the CA issue another one");
    }

    @Test
    void P11_theAddressOfACertificateMustBeThePrimaryOne() {
        assertThat(names(certificate(KEY, "a.old@example.com", 1, 1))).containsExactly(Finding.Name.ADDRESS_NOT_PRIMARY);
        assertThat(names(certificate(KEY, "bert@example.com", 1, 1))).containsExactly(Finding.Name.ORPHANED);
    }

    @Test
    void P11_twoThatBeginAtOnceAreATie() {
        assertThat(names(certificate(KEY, "anna@example.com", 1, 10), certificate(OTHER, "anna@example.com", 1, 20)))
            .containsExactly(Finding.Name.TIE);
    }

    @Test
    void P12_anIssuerNobodyConfiguredAndAPathThatDoesNotHoldAreTwoThings() {
        var certificate = certificate(KEY, "anna@example.com", 1, 10);
        var stranger = new Lint(new Issuers(List.of(TestCertificates.root())), c -> true, c -> false, Map.of(), TestCertificates.NOW);
        assertThat(stranger.of(ADDRESSES, List.of(certificate))).extracting(Finding::name).containsExactly(Finding.Name.UNKNOWN_ISSUER);

        var later = new Lint(issuers, c -> true, c -> false, Map.of(), TestCertificates.NOW.plusSeconds(86_400L * 4000));
        var longLived = certificate(KEY, "anna@example.com", 1, 5000);
        assertThat(later.of(ADDRESSES, List.of(longLived))).extracting(Finding::name).containsExactly(Finding.Name.CHAIN);
    }

    @Test
    void P12_aCrlThatCannotBeHadIsNamedWithItsReason() {
        var certificate = TestCertificates.withCrl(KEY, "anna@example.com", "http://crl.example.com/issuing.crl", 1, 10);

        var findings = lint(Map.of("http://crl.example.com/issuing.crl", "it cannot be fetched (refused)"))
            .of(ADDRESSES, List.of(certificate));

        assertThat(findings).extracting(Finding::name).containsExactly(Finding.Name.CRL_UNREACHABLE);
        assertThat(findings.get(0).text()).contains("http://crl.example.com/issuing.crl: it cannot be fetched (refused)");
        assertThat(findings.get(0).certificate()).isEqualTo(Certificates.sha256(certificate));
        assertThat(lint(Map.of()).of(ADDRESSES, List.of(certificate))).isEmpty();
    }

    @Test
    void S26_aKeyThatIsNotInEscrowMakesTheHistoryIncompleteAlsoOfAnExpiredOne() {
        var current = certificate(KEY, "anna@example.com", 1, 10);
        var expired = certificate(OTHER, "anna@example.com", 800, -200);
        var lint = new Lint(issuers, Set.of(current)::contains, Set.of(expired)::contains, Map.of(), TestCertificates.NOW);

        assertThat(lint.of(ADDRESSES, List.of(current, expired))).extracting(Finding::name)
            .containsExactly(Finding.Name.KEY_MISSING, Finding.Name.REVOKED);
    }
}

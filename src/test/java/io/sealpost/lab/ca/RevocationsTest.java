package io.sealpost.lab.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevocationsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String REASON = "reason=CESSATION_OF_OPERATION";

    private final Authority issuing = Authority.root("Test Root").subordinate("Test Issuing");
    private final Issuance issuance = new Issuance("anna@example.com",
            issuing.issue("Anna", Keys.ec().getPublic(), Template.signing("anna@example.com")), "", NOW);
    private final String serial = issuance.certificate().getSerialNumber().toString(16);
    private final Revocations revocations = new Revocations(issuing, number -> Optional.of(issuance)
            .filter(each -> each.certificate().getSerialNumber().equals(number)), Clock.fixed(NOW, ZoneOffset.UTC));

    private String path(String issuer, String serial) {
        return "/ejbca/ejbca-rest-api/v1/certificate/" + URLEncoder.encode(issuer, StandardCharsets.UTF_8).replace("+", "%20") + "/"
                + serial + "/revoke";
    }

    private String path() {
        return path(issuing.certificate().getSubjectX500Principal().getName(), serial);
    }

    private static X509CRL read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
        }
    }

    private static int number(X509CRL list) throws Exception {
        return CRLNumber.getInstance(new X509CRLHolder(list.getEncoded()).getExtension(Extension.cRLNumber).getParsedValue())
                .getCRLNumber().intValue();
    }

    @Test
    void whatIsRevokedIsInTheCrlAtOnceWithReasonAndDate(@TempDir Path folder) throws Exception {
        var file = folder.resolve("issuing.crl");
        revocations.publish(file);
        var empty = read(file);
        empty.verify(issuing.certificate().getPublicKey());
        assertThat(empty.getRevokedCertificates()).isNull();

        var answer = revocations.answer("PUT", path(), REASON, 0);
        assertThat(answer.status()).as(answer.json()).isEqualTo(200);
        var json = new ObjectMapper().readTree(answer.json());
        assertThat(json.path("serial_number").asText()).isEqualTo(serial);
        assertThat(json.path("revocation_date").asText()).isEqualTo("2026-06-01T12:00:00Z");
        assertThat(json.path("revoked").asBoolean()).isTrue();

        var list = read(file);
        list.verify(issuing.certificate().getPublicKey());
        assertThat(list.getVersion()).isEqualTo(2);
        assertThat(list.getNonCriticalExtensionOIDs()).contains("2.5.29.20", "2.5.29.35");
        assertThat(number(list)).isGreaterThan(number(empty));
        assertThat(list.getRevokedCertificates()).singleElement().satisfies(entry -> {
            assertThat(entry.getSerialNumber()).isEqualTo(issuance.certificate().getSerialNumber());
            assertThat(entry.getRevocationReason()).isEqualTo(CRLReason.CESSATION_OF_OPERATION);
            assertThat(entry.getRevocationDate()).isEqualTo(Date.from(NOW));
        });
    }

    @Test
    void whatIsRevokedIsNotRevokedAgain() {
        assertThat(revocations.answer("PUT", path(), REASON, 0).status()).isEqualTo(200);
        assertThat(revocations.answer("PUT", path(), "reason=KEY_COMPROMISE", 0)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json()).contains("error_code", "already revoked");
        });
        assertThat(revocations.revoked()).extracting(Revocation::reason).containsExactly(5);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"400,none", "400,reason=", "400,reason=BORED", "400,reason=cessationOfOperation",
        "400,reason=NOT_REVOKED", "400,reason=REMOVE_FROM_CRL", "400,reason=CERTIFICATE_HOLD", "400,CESSATION_OF_OPERATION",
        "400,reason=CESSATION_OF_OPERATION&date=2026-01-01T00:00:00Z", "400,date=2026-01-01T00:00:00Z"})
    void withoutOneLastingReasonItRefuses(int status, String query) {
        assertThat(revocations.answer("PUT", path(), query, 0).status()).isEqualTo(status);
        assertThat(revocations.revoked()).isEmpty();
    }

    @Test
    void whatItDoesNotKnowItRefuses() {
        var issuer = issuing.certificate().getSubjectX500Principal().getName();
        assertThat(revocations.answer("POST", path(), REASON, 0).status()).as("method").isEqualTo(405);
        assertThat(revocations.answer("PUT", path(), REASON, 2).status()).as("body").isEqualTo(400);
        assertThat(revocations.answer("PUT", path(issuer, "0x" + serial), REASON, 0).status()).as("prefix").isEqualTo(400);
        assertThat(revocations.answer("PUT", path(issuer, "xyz"), REASON, 0).status()).as("no number").isEqualTo(400);
        assertThat(revocations.answer("PUT", path(issuer, "1" + serial), REASON, 0).status()).as("unknown serial").isEqualTo(404);
        assertThat(revocations.answer("PUT", path("CN=Test Root,O=Sealpost Lab", serial), REASON, 0).status()).as("issuer").isEqualTo(404);
        assertThat(revocations.answer("PUT", path("Test Issuing", serial), REASON, 0).status()).as("no name").isEqualTo(404);
        assertThat(revocations.answer("PUT", path().replace("/revoke", ""), REASON, 0).status()).as("no operation").isEqualTo(404);
        assertThat(revocations.answer("GET", "/ejbca/ejbca-rest-api/v1/ca", null, 0).status()).as("another resource").isEqualTo(404);
        revocations.allow(false);
        assertThat(revocations.answer("PUT", path(), REASON, 0).status()).as("role").isEqualTo(403);
        assertThat(revocations.revoked()).isEmpty();
    }
}

package io.sealpost.enrollment;

import static io.sealpost.TestCertificates.ENCRYPT;
import static io.sealpost.TestCertificates.MAIL;
import static io.sealpost.TestCertificates.NOW;
import static io.sealpost.TestCertificates.SIGN;
import static io.sealpost.TestCertificates.issue;
import static io.sealpost.TestCertificates.issuing;
import static io.sealpost.TestCertificates.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnrollmentBytesTest {
    private static final String ADDRESS = "anna@example.com";
    private static final KeyPurposeId[] MAIL_ONLY = {MAIL};
    private final AtomicReference<PublicKey> key = new AtomicReference<>();
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void S8_theRequestAsksForASigningCertificateAndItsKeyIsKept(KeyType type) throws Exception {
        Files.write(folder.resolve("csr"), request(type));
        String text = new String(OpenSsl.run(folder, "req", "-inform", "DER", "-in", "csr", "-noout", "-text", "-verify"),
            StandardCharsets.UTF_8);
        assertThat(text).contains("Subject: emailAddress = anna@example.com, CN = Anna Example",
            "email:anna@example.com", "E-mail Protection", "Digital Signature").doesNotContain("Key Encipherment");
        assertThat(text).contains(type == KeyType.EC_P256 ? "prime256v1" : "2048 bit");
    }

    @Test
    void P2_aNameOfAnyCharactersStandsInTheSubjectAsItIs() throws Exception {
        for (String name : List.of("O*'(Br\\i)en", "Doe, \"J\" + <x>; a=b # 1",
                "#Anna ", "J\u00f6rg \u674e \uD83D\uDE00", "CN=Root,O=Bank")) {
            String subject = Subjects.fill("CN={displayName},E={address}", name, "o'brien+x@example.com");
            byte[] csr = new CertificationRequests().prepare(new Template(subject, "o'brien+x@example.com", KeyType.EC_P256),
                (own, other) -> key.set(other));
            RDN[] rdns = new PKCS10CertificationRequest(csr).getSubject().getRDNs();
            assertThat(rdns).as(name).hasSize(2);
            assertThat(new PKCS10CertificationRequest(csr).getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue()).hasToString(name);
            Files.write(folder.resolve("csr"), csr);
            OpenSsl.run(folder, "req", "-inform", "DER", "-in", "csr", "-noout", "-verify");
        }
    }

    @Test
    void theKeyThatIsKeptIsTheRequests() throws Exception {
        byte[] csr = new CertificationRequests().prepare(new Template("CN=Anna", ADDRESS, KeyType.EC_P256), (own, other) -> {
            assertThat(Certificates.matches(own, other)).isTrue();
            key.set(other);
        });
        assertThat(check(csr, issued(SIGN), NOW).getPublicKey()).isEqualTo(key.get());
    }

    @Test
    void S7_S8_whatDoesNotFitIsRefusedWithItsReason() {
        byte[] csr = request(KeyType.EC_P256);
        refused(csr, issue(TestCertificates.key("Other", "P-256").getPublic(), ADDRESS, SIGN, MAIL_ONLY, 0), "other-key");
        refused(csr, issue(key.get(), "berta@example.com", SIGN, MAIL_ONLY, 0), "other-address");
        refused(csr, issue(key.get(), ADDRESS, SIGN, new KeyPurposeId[0], 0), "extended-key-usage");
        refused(csr, issue(key.get(), ADDRESS, ENCRYPT, MAIL_ONLY, 0), "key-usage");
        refused(csr, issue(key.get(), ADDRESS, SIGN, MAIL_ONLY, 5), "validity");
        assertThatThrownBy(() -> IssuedCertificates.check(csr, ADDRESS, List.of(issued(SIGN)), List.of(root()), NOW))
            .isInstanceOf(RefusedCertificate.class).extracting("code").isEqualTo("untrusted");
        byte[] rsa = request(KeyType.RSA_2048);
        assertThatThrownBy(() -> check(rsa, issue(key.get(), ADDRESS, ENCRYPT, MAIL_ONLY, 0), NOW))
            .hasMessageContaining("encryption only");
    }

    @Test
    void theIntermediateComesFromTheAnswerOrFromTheTrust() {
        byte[] csr = request(KeyType.EC_P256);
        X509Certificate issued = issued(SIGN);
        assertThat(IssuedCertificates.check(csr, "Anna@Example.com", List.of(issuing(), issued), List.of(root()), NOW)).isEqualTo(issued);
        assertThat(IssuedCertificates.check(csr, ADDRESS, List.of(issued), List.of(root(), issuing()), NOW)).isEqualTo(issued);
        assertThatThrownBy(() -> check(csr, issued, NOW.plus(800, ChronoUnit.DAYS))).isInstanceOf(RefusedCertificate.class);
    }

    @Test
    void anEstAnswerIsReadInBase64AndInDer() throws Exception {
        Files.writeString(folder.resolve("all.pem"), OpenSsl.pem(root()) + OpenSsl.pem(issuing()));
        byte[] der = OpenSsl.run(folder, "crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform", "DER");
        assertThat(CertsOnly.read(der)).hasSize(2);
        assertThat(CertsOnly.read(Base64.getEncoder().encode(der))).hasSize(2);
        assertThat(CertsOnly.read(Base64.getMimeEncoder().encode(der))).hasSize(2);
        assertThat(CertsOnly.read(OpenSsl.pem("PKCS7", der).getBytes(StandardCharsets.US_ASCII))).hasSize(2);
        for (byte[] other : List.of(new byte[0], "<html>denied</html>".getBytes(StandardCharsets.US_ASCII), root().getEncoded())) {
            assertThatThrownBy(() -> CertsOnly.read(other)).isInstanceOf(UndecodableCertificate.class);
        }
    }

    private byte[] request(KeyType type) {
        return new CertificationRequests().prepare(new Template("CN=Anna Example,E=anna@example.com", ADDRESS, type),
            (own, other) -> key.set(other));
    }

    private X509Certificate issued(int usage) {
        return issue(key.get(), ADDRESS, usage, MAIL_ONLY, 0);
    }

    private static X509Certificate check(byte[] csr, X509Certificate issued, Instant now) {
        return IssuedCertificates.check(csr, ADDRESS, List.of(issued, issuing()), List.of(root()), now);
    }

    private static void refused(byte[] csr, X509Certificate issued, String code) {
        assertThatThrownBy(() -> check(csr, issued, NOW)).isInstanceOf(RefusedCertificate.class).extracting("code").isEqualTo(code);
    }
}

package io.sealpost.payload.intune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.KeyMismatch;
import io.sealpost.payload.Pkcs12;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.user.Purpose;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Intune gets for a user (S4, S14, S16, S21), and that nothing else leaves. */
class PfxSealingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPN = "anna@example.com";
    private final KeyPair connectorKey = TestCertificates.key("Connector", "2048");
    @TempDir
    Path folder;
    private EscrowFixture escrow;
    private PfxSealing sealing;

    @BeforeEach
    void make() {
        escrow = new EscrowFixture(folder);
        sealing = new PfxSealing(escrow.escrow);
    }

    private Connector connector(PaddingScheme padding) {
        return new Connector(connectorKey.getPublic(), "Microsoft Software Key Storage Provider", "PFXEncryptionKey", padding);
    }

    private ImportedIdentity identity(String type, int usage, Purpose purpose) {
        KeyPair pair = TestCertificates.key("Intune", type);
        return new ImportedIdentity(UPN, TestCertificates.mail(pair.getPublic(), UPN, usage, 0), escrow.keep(pair), purpose);
    }

    private byte[] seal(ImportedIdentity identity, PaddingScheme padding) {
        return sealing.seal(identity, connector(padding), Pkcs12Encoding.COMPATIBLE).json();
    }

    @ParameterizedTest
    @CsvSource({"OAEP_SHA256,oaepSha256,sha256", "OAEP_SHA384,oaepSha384,sha384", "OAEP_SHA512,oaepSha512,sha512"})
    void opensslOpensWhatTheConnectorGets(PaddingScheme padding, String word, String hash) throws Exception {
        ImportedIdentity identity = identity("2048", TestCertificates.ENCRYPT, Purpose.ENCRYPTION);
        JsonNode entity = JSON.readTree(seal(identity, padding));
        assertThat(entity.path("paddingScheme").textValue()).isEqualTo(word);
        Files.write(folder.resolve("password"), Base64.getDecoder().decode(entity.path("encryptedPfxPassword").textValue()));
        Files.write(folder.resolve("pfx"), Base64.getDecoder().decode(entity.path("encryptedPfxBlob").textValue()));
        Files.writeString(folder.resolve("connector.key"), OpenSsl.pem("PRIVATE KEY", connectorKey.getPrivate().getEncoded()));
        String password = new String(OpenSsl.run(folder, "pkeyutl", "-decrypt", "-inkey", "connector.key", "-in", "password", "-pkeyopt",
            "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:" + hash, "-pkeyopt", "rsa_mgf1_md:" + hash), StandardCharsets.ISO_8859_1);
        assertThat(password).matches("[A-Za-z0-9]{43}");
        String opened = new String(OpenSsl.run(folder, "pkcs12", "-in", "pfx", "-passin", "pass:" + password, "-nodes", "-info"),
            StandardCharsets.UTF_8);
        assertThat(opened).contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
        assertThat(thumbprint(opened)).isEqualTo(entity.path("thumbprint").textValue());
    }

    private String thumbprint(String pem) throws Exception {
        Files.writeString(folder.resolve("opened.pem"), pem);
        return new String(OpenSsl.run(folder, "x509", "-in", "opened.pem", "-noout", "-fingerprint", "-sha1"), StandardCharsets.UTF_8)
            .replaceAll(".*=|[:\\s]", "").toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void saysWhatGraphAsksForAndNothingElse() throws Exception {
        ImportedIdentity identity = identity("2048", TestCertificates.SIGN, Purpose.SIGNING);
        PfxCertificate sealed = sealing.seal(identity, connector(PaddingScheme.OAEP_SHA512), Pkcs12Encoding.COMPATIBLE);
        JsonNode entity = JSON.readTree(sealed.json());
        assertThat(entity.fieldNames()).toIterable().containsExactlyInAnyOrder("thumbprint", "intendedPurpose", "userPrincipalName",
            "startDateTime", "expirationDateTime", "providerName", "keyName", "paddingScheme", "encryptedPfxBlob", "encryptedPfxPassword");
        assertThat(entity.path("thumbprint").textValue()).matches("[0-9a-f]{40}").isEqualTo(sealed.thumbprint());
        assertThat(entity.path("intendedPurpose").textValue()).isEqualTo("smimeSigning");
        assertThat(entity.path("userPrincipalName").textValue()).isEqualTo(UPN);
        assertThat(entity.path("startDateTime").textValue()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(entity.path("expirationDateTime").textValue()).isEqualTo("2028-11-21T12:00:00Z");
        assertThat(entity.path("providerName").textValue()).isEqualTo("Microsoft Software Key Storage Provider");
        assertThat(Base64.getDecoder().decode(entity.path("encryptedPfxPassword").textValue())).hasSize(256);
    }

    @Test
    void anEllipticCurveIdentityAndEachSealingIsFresh() throws Exception {
        ImportedIdentity identity = identity("P-256", KeyUsage.keyAgreement, Purpose.ENCRYPTION);
        JsonNode first = JSON.readTree(seal(identity, PaddingScheme.OAEP_SHA512));
        JsonNode second = JSON.readTree(seal(identity, PaddingScheme.OAEP_SHA512));
        assertThat(first.path("encryptedPfxBlob")).isNotEqualTo(second.path("encryptedPfxBlob"));
        assertThat(((ObjectNode) first).without(java.util.List.of("encryptedPfxBlob", "encryptedPfxPassword")).toString())
            .isEqualTo(((ObjectNode) second).without(java.util.List.of("encryptedPfxBlob", "encryptedPfxPassword")).toString());
    }

    @Test
    void aCertificateForAnotherPurposeDoesNotLeave() {
        assertThatThrownBy(() -> seal(identity("2048", TestCertificates.SIGN, Purpose.ENCRYPTION), PaddingScheme.OAEP_SHA512))
            .isInstanceOf(UnprovenPayload.class).hasMessageContaining("encrypt");
        assertThatThrownBy(() -> seal(identity("2048", TestCertificates.ENCRYPT, Purpose.SIGNING), PaddingScheme.OAEP_SHA512))
            .isInstanceOf(UnprovenPayload.class).hasMessageContaining("sign");
    }

    @Test
    void anotherCertificatesKeyDoesNotLeave() {
        ImportedIdentity one = identity("2048", TestCertificates.ENCRYPT, Purpose.ENCRYPTION);
        KeyPair other = TestCertificates.key("Intune other", "2048");
        ImportedIdentity swapped = new ImportedIdentity(UPN, TestCertificates.mail(other.getPublic(), UPN, TestCertificates.ENCRYPT, 0),
            one.key(), Purpose.ENCRYPTION);
        assertThatThrownBy(() -> seal(swapped, PaddingScheme.OAEP_SHA512)).isInstanceOf(KeyMismatch.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"thumbprint", "intendedPurpose", "userPrincipalName", "startDateTime", "expirationDateTime", "providerName",
        "keyName", "paddingScheme", "encryptedPfxBlob", "encryptedPfxPassword", "id"})
    void theProofSeesEachWrongProperty(String property) throws Exception {
        ImportedIdentity identity = identity("2048", TestCertificates.ENCRYPT, Purpose.ENCRYPTION);
        char[] password = "one-time".toCharArray();
        byte[] pfx = Pkcs12.write(TestCertificates.key("Intune", "2048").getPrivate(), identity.certificate(), password,
            Pkcs12Encoding.COMPATIBLE, new SecureRandom());
        ObjectNode entity = ((ObjectNode) JSON.readTree(seal(identity, PaddingScheme.OAEP_SHA512))).put("encryptedPfxBlob", pfx);
        PfxProof proof = new PfxProof(identity, connector(PaddingScheme.OAEP_SHA512), new SecureRandom());
        proof.prove(JSON.writeValueAsBytes(entity), password);
        entity.put(property, property.equals("encryptedPfxPassword") ? "AAAA" : "AQID");
        assertThatThrownBy(() -> proof.prove(JSON.writeValueAsBytes(entity), password)).isInstanceOf(UnprovenPayload.class);
    }

    @Test
    void wordsAndKeysThatIntuneRefusesAreRefusedHere() {
        assertThat(PaddingScheme.named("oaepSha384")).isEqualTo(PaddingScheme.OAEP_SHA384);
        assertThatThrownBy(() -> PaddingScheme.named("oaepSha1")).hasMessageContaining("oaepSha512");
        assertThatThrownBy(() -> PaddingScheme.named("pkcs1")).hasMessageContaining("pkcs1");
        assertThatThrownBy(() -> new Connector(TestCertificates.key("Small", "1024").getPublic(), "p", "k", PaddingScheme.OAEP_SHA512))
            .hasMessageContaining("2048");
        assertThatThrownBy(() -> new Connector(TestCertificates.key("Curve", "P-256").getPublic(), "p", "k", PaddingScheme.OAEP_SHA512))
            .hasMessageContaining("RSA");
    }

    @Test
    void nothingSecretIsInTheTexts() {
        ImportedIdentity identity = identity("2048", TestCertificates.ENCRYPT, Purpose.ENCRYPTION);
        PfxCertificate sealed = sealing.seal(identity, connector(PaddingScheme.OAEP_SHA512), Pkcs12Encoding.COMPATIBLE);
        assertThat(sealed.toString()).isEqualTo("PfxCertificate[" + sealed.thumbprint() + "]");
        assertThat(identity.toString()).isEqualTo("ImportedIdentity[ENCRYPTION, spki=" + identity.key().spki() + "]");
    }
}

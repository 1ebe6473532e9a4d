package io.sealpost.payload.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.KeyMismatch;
import io.sealpost.lab.android.Attestation;
import io.sealpost.lab.android.SecureHardware;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentitySealingTest {
    private static final String ADDRESS = "anna@example.com";
    @TempDir
    static Path folder;
    private static EscrowFixture escrow;
    private static IdentitySealing sealing;
    private static SecureHardware.Attested phone;

    @BeforeAll
    static void phone() throws Exception {
        escrow = new EscrowFixture(folder);
        sealing = new IdentitySealing(escrow.escrow);
        phone = new SecureHardware().attest(TestCertificates.key("Phone", "2048"), new Attestation(new byte[32], "com.example.smime"));
        Files.writeString(folder.resolve("device.crt"), OpenSsl.pem(phone.chain().get(0)));
        Files.writeString(folder.resolve("device.key"), OpenSsl.pem("PRIVATE KEY", phone.keys().getPrivate().getEncoded()));
    }

    private static Identity identity(String name, String type, int usage, int yearsAgo) {
        KeyPair pair = TestCertificates.key(name, type);
        return new Identity(TestCertificates.mail(pair.getPublic(), ADDRESS, usage, yearsAgo), escrow.keep(pair));
    }

    private static List<Identity> identities() {
        return List.of(identity("Encryption 0", "2048", TestCertificates.ENCRYPT, 2),
            identity("Encryption 1", "P-256", org.bouncycastle.asn1.x509.KeyUsage.keyAgreement, 0),
            identity("Signing", "2048", TestCertificates.SIGN, 0));
    }

    @ParameterizedTest
    @EnumSource(Pkcs12Encoding.class)
    void S26_eachIdentityOpensWithTheRegisteredKeyByOpenSslAlone(Pkcs12Encoding encoding) throws Exception {
        List<Identity> identities = identities();
        List<SealedIdentity> sealed = sealing.seal(identities, phone.chain().get(0), encoding);
        Set<String> passwords = new HashSet<>();
        for (int i = 0; i < sealed.size(); i++) {
            Files.write(folder.resolve("identity.p7m"), sealed.get(i).cms());
            JsonNode json = new ObjectMapper().readTree(OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "identity.p7m",
                "-recip", "device.crt", "-inkey", "device.key"));
            assertThat(json.fieldNames()).toIterable().containsExactly("alias", "pkcs12", "password");
            assertThat(json.path("alias").asText()).isEqualTo(sealed.get(i).alias()).matches("smime-[0-9a-f]{40}");
            Files.write(folder.resolve("id.p12"), Base64.getDecoder().decode(json.path("pkcs12").asText()));
            Files.writeString(folder.resolve("password"), json.path("password").asText());
            byte[] clear = OpenSsl.run(folder, "pkcs12", "-legacy", "-in", "id.p12", "-passin", "file:password", "-nodes");
            assertThat(new String(clear, StandardCharsets.UTF_8)).contains(OpenSsl.pem(identities.get(i).certificate()).strip());
            passwords.add(json.path("password").asText());
        }
        assertThat(passwords).as("one-time").hasSize(3).allMatch(each -> each.matches("[A-Za-z0-9]{43}"));
    }

    @Test
    void S16_aSwappedRowNeverLeaves() {
        List<Identity> identities = identities();
        Identity swapped = new Identity(identities.get(0).certificate(), identities.get(2).key());
        assertThatThrownBy(() -> sealing.seal(List.of(swapped), phone.chain().get(0), Pkcs12Encoding.COMPATIBLE))
            .isInstanceOf(KeyMismatch.class);
    }

    @Test
    void P7_theProofRefusesWhatAnAppCouldNotRead() {
        Identity identity = identities().get(0);
        String alias = IdentitySealing.alias(identity.certificate());
        for (String bad : List.of("[]", "{}", "{\"alias\":\"" + alias + "\"", "{\"alias\":\"x\",\"pkcs12\":\"\",\"password\":\"\"}",
            "{\"alias\":\"" + alias + "\",\"pkcs12\":\"%\",\"password\":\"x\"}",
            "{\"alias\":\"" + alias + "\",\"pkcs12\":\"AAAA\",\"password\":\"x\"}",
            "{\"alias\":\"" + alias + "\",\"alias\":\"" + alias + "\",\"password\":\"x\"}")) {
            assertThatThrownBy(() -> IdentityMessage.prove(bad.getBytes(StandardCharsets.UTF_8), alias, identity.certificate(),
                new SecureRandom())).as(bad).isInstanceOf(UnprovenPayload.class);
        }
    }

    @Test
    void aPhoneWithoutAnRsaKeyIsRefused() {
        X509Certificate elliptic = TestCertificates.issuing();
        assertThatThrownBy(() -> sealing.seal(identities(), elliptic, Pkcs12Encoding.MODERN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textsHoldNoKeyAndNoPassword() {
        assertThat(identities() + " " + sealing.seal(identities(), phone.chain().get(0), Pkcs12Encoding.MODERN))
            .doesNotContain("[B@", "PrivateKey").doesNotContainIgnoringCase("password");
    }
}

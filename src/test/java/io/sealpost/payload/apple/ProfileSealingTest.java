package io.sealpost.payload.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.PropertyListParser;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.KeyMismatch;
import io.sealpost.escrow.WrappedKey;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileSealingTest {
    @TempDir
    Path folder;
    private SealingFixture fixture;

    @BeforeEach
    void device() throws Exception {
        fixture = new SealingFixture(folder);
        Files.writeString(folder.resolve("root.pem"), OpenSsl.pem(TestCertificates.root()));
        Files.writeString(folder.resolve("device.crt"), OpenSsl.pem(fixture.recipient));
        Files.writeString(folder.resolve("device.key"), OpenSsl.pem("PRIVATE KEY", fixture.device.getPrivate().getEncoded()));
    }

    @ParameterizedTest
    @EnumSource(Pkcs12Encoding.class)
    void S26_everyHistoricKeyIsInTheBundleAndReadsItsMailByOpenSslAlone(Pkcs12Encoding encoding) throws Exception {
        ProfileContent content = fixture.content("2048", "3072", "4096", "P-384", "P-256");
        NSDictionary[] payloads = unsealed(fixture.sealing.seal(content, fixture.recipient, fixture.signer, encoding));
        assertThat(payloads).extracting(each -> each.get("PayloadType").toString()).containsExactly("com.apple.security.root",
            "com.apple.security.pkcs1", "com.apple.security.pkcs12", "com.apple.security.pkcs12", "com.apple.security.pkcs12",
            "com.apple.security.pkcs12", "com.apple.security.pkcs12", "com.apple.security.pkcs12", "com.apple.eas.account");
        for (int i = 0; i < content.identities().size(); i++) {
            String clear = opened(payloads[i + 2], encoding);
            assertThat(clear).contains(OpenSsl.pem(content.identities().get(i).certificate()).strip());
            Files.writeString(folder.resolve("id.pem"), clear);
            if (i < 5) {
                assertThat(message(content.identities().get(i))).isEqualTo("What was said in year " + i);
            }
        }
    }

    private int asked;

    private String message(Identity identity) throws Exception {
        Files.writeString(folder.resolve("to.pem"), OpenSsl.pem(identity.certificate()));
        Files.writeString(folder.resolve("text"), "What was said in year " + asked++);
        OpenSsl.run(folder, "cms", "-encrypt", "-binary", "-aes256", "-in", "text", "-outform", "DER", "-out", "mail", "to.pem");
        return new String(OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "mail", "-inkey", "id.pem"),
            StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Pkcs12Encoding.class)
    void thePkcs12HasTheSaltsIterationsAndAlgorithmsOfItsEncoding(Pkcs12Encoding encoding) throws Exception {
        NSDictionary[] payloads = unsealed(fixture.sealing.seal(fixture.content("2048"), fixture.recipient, fixture.signer, encoding));
        byte[] pkcs12 = ((NSData) payloads[2].get("PayloadContent")).bytes();
        Files.write(folder.resolve("id.p12"), pkcs12);
        String structure = new String(OpenSsl.run(folder, "asn1parse", "-inform", "DER", "-in", "id.p12"), StandardCharsets.UTF_8);
        assertThat(structure).doesNotContain("inf");   // DER throughout: no indefinite lengths
        Files.writeString(folder.resolve("password"), payloads[2].get("Password").toString());
        OpenSsl.run(folder, "pkcs12", "-legacy", "-in", "id.p12", "-passin", "file:password", "-nodes", "-out", "id.pem");
        String info = info();
        if (encoding == Pkcs12Encoding.COMPATIBLE) {
            assertThat(info).contains("MAC: sha1, Iteration 2048", "MAC length: 20, salt length: 8",
                "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
                "PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048");
        } else {
            assertThat(info).contains("MAC: sha256, Iteration 2048", "MAC length: 32, salt length: 8",
                "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256",
                "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256");
        }
    }

    private String info() throws Exception {   // openssl pkcs12 -info writes to its standard error
        Process process = new ProcessBuilder("openssl", "pkcs12", "-legacy", "-info", "-in", "id.p12", "-passin", "file:password",
            "-noout")
            .directory(folder.toFile()).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void S32_theExchangeAccountHoldsExactlyAppleDocumentedKeysAndItsReferencesResolve() throws Exception {
        ProfileContent content = fixture.content("2048", "2048");
        NSDictionary[] payloads = unsealed(seal(content));
        NSDictionary mail = payloads[payloads.length - 1];
        assertThat(mail.allKeys()).containsExactlyInAnyOrder("PayloadType", "PayloadVersion", "PayloadIdentifier", "PayloadUUID",
            "PayloadDisplayName", "Host", "SSL", "OAuth", "UserName", "EmailAddress", "SMIMESigningEnabled", "SMIMESigningCertificateUUID",
            "SMIMESigningUserOverrideable", "SMIMESigningCertificateUUIDUserOverrideable", "SMIMEEncryptByDefault",
            "SMIMEEncryptByDefaultUserOverrideable", "SMIMEEncryptionCertificateUUID", "SMIMEEncryptionCertificateUUIDUserOverrideable",
            "SMIMEEnableEncryptionPerMessageSwitch");
        assertThat(mail.get("SMIMESigningEnabled").toJavaObject()).isEqualTo(true);
        assertThat(mail.get("SMIMESigningCertificateUUID")).isEqualTo(payloads[4].get("PayloadUUID"));
        assertThat(mail.get("SMIMEEncryptionCertificateUUID")).isEqualTo(payloads[3].get("PayloadUUID"));
    }

    @Test
    void withoutASigningIdentityTheEncryptionIdentitiesGoAlone() throws Exception {
        ProfileContent whole = fixture.content("2048");
        ExchangeAccount mail = (ExchangeAccount) whole.mail();
        ProfileContent content = new ProfileContent(whole.identifier(), whole.uuid(), whole.displayName(), whole.organization(),
            whole.anchors(), whole.identities().subList(0, 1), null, new ExchangeAccount(mail.host(), true, false, mail.userName(),
            mail.emailAddress(), mail.payloadUuid(), null, mail.encryption()));
        NSDictionary[] payloads = unsealed(seal(content));
        assertThat(payloads).hasSize(4);
        assertThat(payloads[3].get("SMIMESigningEnabled").toJavaObject()).isEqualTo(false);
    }

    @Test
    void passwordsAreFreshForEachIdentityAndEachSealing() throws Exception {
        ProfileContent content = fixture.content("2048", "2048");
        Set<String> passwords = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            for (NSDictionary payload : unsealed(seal(content))) {
                if (payload.containsKey("Password")) {
                    passwords.add(payload.get("Password").toString());
                }
            }
        }
        assertThat(passwords).hasSize(6).allMatch(each -> each.matches("[A-Za-z0-9]{20,}"));
    }

    @Test
    void aSealNeedsNothingOfBouncyCastlesProvider() throws Exception {
        ProfileContent content = fixture.content("2048", "P-256");
        Provider bouncyCastle = Security.getProvider("BC");
        Security.removeProvider("BC");
        try {
            for (Pkcs12Encoding encoding : Pkcs12Encoding.values()) {
                assertThat(unsealed(fixture.sealing.seal(content, fixture.recipient, fixture.signer, encoding))).hasSize(6);
            }
        } finally {
            Security.addProvider(bouncyCastle);
        }
    }

    @Test
    void aSwappedRowNeverLeaves() {
        ProfileContent content = fixture.content("2048", "3072");
        Identity first = content.identities().get(0);
        WrappedKey other = content.identities().get(1).key();
        assertThatThrownBy(() -> seal(with(content, new Identity(first.certificate(), other, first.payloadUuid()))))
            .isInstanceOf(KeyMismatch.class).hasMessageContaining("opens to another key");
    }

    @Test
    void aReferenceToNoIdentityOrAnUnfitOneNeverLeaves() {
        ProfileContent content = fixture.content("2048");
        UUID encryption = content.mail().encryption();
        assertThatThrownBy(() -> seal(with(content, UUID.randomUUID(), encryption))).isInstanceOf(UnprovenPayload.class);
        assertThatThrownBy(() -> seal(with(content, encryption, encryption))).isInstanceOf(UnprovenPayload.class)
            .hasMessageContaining("may not be used so");
    }

    @Test
    void twoPayloadsWithOneUuidNeverLeave() {
        ProfileContent content = fixture.content("2048", "2048");
        Identity first = content.identities().get(0);
        assertThatThrownBy(() -> seal(with(content, new Identity(first.certificate(), first.key(), content.mail().payloadUuid()))))
            .isInstanceOf(UnprovenPayload.class).hasMessageContaining("PayloadUUID");
    }

    @Test
    void aDeviceWithoutRsaAndASignerWithAnotherKeyAreRefused() {
        ProfileContent content = fixture.content("2048");
        assertThatThrownBy(() -> fixture.sealing.seal(content, TestCertificates.issuing(), fixture.signer, Pkcs12Encoding.MODERN))
            .isInstanceOf(IllegalArgumentException.class);
        Signer wrong = new Signer(fixture.device.getPrivate(), fixture.signer.chain());
        assertThatThrownBy(() -> fixture.sealing.seal(content, fixture.recipient, wrong, Pkcs12Encoding.MODERN))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textsHoldNoKeyAndNoPassword() {
        ProfileContent content = fixture.content("2048");
        Identity identity = content.identities().get(0);
        assertThat(content + " " + identity + " " + identity.key() + " " + fixture.signer)
            .doesNotContain("[B@", "PrivateKey", "BigInteger", "privateExponent").doesNotContainIgnoringCase("password");
    }

    @Test
    void S5_aMacsUserChannelGetsIdentitiesThatStayAndAPreferenceForTheSigningOne() throws Exception {
        ProfileContent whole = fixture.content("2048");
        IdentityPreference preference = new IdentityPreference(SealingFixture.ADDRESS, UUID.randomUUID(), whole.mail().signing());
        NSDictionary[] payloads = unsealed(seal(new ProfileContent(whole.identifier(), whole.uuid(), "Mac", whole.organization(),
            List.of(), whole.identities(), "User", preference)), "User");
        assertThat(payloads).hasSize(whole.identities().size() + 1);
        assertThat(payloads[0].get("KeyIsExtractable").toJavaObject()).isEqualTo(false);
        NSDictionary last = payloads[payloads.length - 1];
        assertThat(last.get("PayloadType")).hasToString("com.apple.security.identitypreference");
        assertThat(last.get("Name")).hasToString(SealingFixture.ADDRESS);
        assertThat(last.get("PayloadCertificateUUID")).hasToString(whole.mail().signing().toString().toUpperCase(Locale.ROOT));
    }

    @Test
    void S32_anImapAccountNamesBothIdentities() throws Exception {
        ProfileContent whole = fixture.content("2048");
        ImapAccount imap = new ImapAccount("imap.example.com", 993, "smtp.example.com", 465, "anna", SealingFixture.ADDRESS,
            UUID.randomUUID(), whole.mail().signing(), whole.mail().encryption());
        NSDictionary[] payloads = unsealed(seal(new ProfileContent(whole.identifier(), whole.uuid(), "IMAP", whole.organization(),
            whole.anchors(), whole.identities(), null, imap)));
        NSDictionary mail = payloads[payloads.length - 1];
        assertThat(mail.get("PayloadType")).hasToString("com.apple.mail.managed");
        assertThat(mail.get("EmailAccountType")).hasToString("EmailTypeIMAP");
        assertThat(mail.get("IncomingMailServerPortNumber").toJavaObject()).isEqualTo(993);
        assertThat(mail.get("SMIMESigningCertificateUUID")).hasToString(imap.signing().toString().toUpperCase(Locale.ROOT));
        assertThat(mail.get("SMIMEEncryptionCertificateUUID")).hasToString(imap.encryption().toString().toUpperCase(Locale.ROOT));
        ImapKeys.DOCUMENTED.forEach((type, keys) -> assertThat(keys).allSatisfy(key ->
            assertThat(mail.get(key).toJavaObject().getClass().getSimpleName()).as(key).isEqualTo(type)));
        assertThat(mail.allKeys()).containsExactlyInAnyOrderElementsOf(ImapKeys.DOCUMENTED.values()
            .stream().flatMap(List::stream).toList());
        assertThat(List.of(mail.get("IncomingMailServerAuthentication").toString(), mail.get("OutgoingMailServerAuthentication")
            .toString())).containsOnly("EmailAuthPassword");
    }

    @Test
    void P2_aNameOfAnyCharactersStandsInThePlistAsItIs() throws Exception {
        String name = "O*'(Br\\i)en \"x\" & <key>y</key> ]]> J\u00f6rg \u674e \uD83D\uDE00";
        ProfileContent plain = fixture.content("P-256");
        unsealed(seal(new ProfileContent(plain.identifier(), plain.uuid(), name, plain.organization(), plain.anchors(),
            plain.identities(), null, plain.mail())));

        byte[] xml = OpenSsl.run(folder, "cms", "-verify", "-inform", "DER", "-binary", "-in", "profile", "-noverify");
        assertThat(((NSDictionary) PropertyListParser.parse(xml)).get("PayloadDisplayName")).hasToString(name);
    }

    private byte[] seal(ProfileContent content) {
        return fixture.sealing.seal(content, fixture.recipient, fixture.signer, Pkcs12Encoding.COMPATIBLE);
    }

    private static ProfileContent with(ProfileContent content, Identity first) {
        List<Identity> identities = new ArrayList<>(content.identities());
        identities.set(0, first);
        return new ProfileContent(content.identifier(), content.uuid(), content.displayName(), content.organization(), content.anchors(),
            identities, null, content.mail());
    }

    private static ProfileContent with(ProfileContent content, UUID signing, UUID encryption) {
        ExchangeAccount mail = (ExchangeAccount) content.mail();
        return new ProfileContent(content.identifier(), content.uuid(), content.displayName(), content.organization(), content.anchors(),
            content.identities(), null, new ExchangeAccount(mail.host(), true, true, mail.userName(), mail.emailAddress(),
            mail.payloadUuid(), signing, encryption));
    }

    private NSDictionary[] unsealed(byte[] profile) throws Exception {
        return unsealed(profile, "null");
    }

    private NSDictionary[] unsealed(byte[] profile, String scope) throws Exception {
        Files.write(folder.resolve("profile"), profile);
        byte[] xml = OpenSsl.run(folder, "cms", "-verify", "-inform", "DER", "-binary", "-in", "profile", "-CAfile", "root.pem",
            "-attime", String.valueOf(TestCertificates.NOW.getEpochSecond()));
        NSDictionary top = (NSDictionary) PropertyListParser.parse(xml);
        assertThat(String.valueOf(top.remove("PayloadScope"))).isEqualTo(scope);
        assertThat(top.allKeys()).containsExactlyInAnyOrder("PayloadType", "PayloadVersion", "PayloadIdentifier", "PayloadUUID",
            "PayloadDisplayName", "PayloadOrganization", "IsEncrypted", "EncryptedPayloadContent");
        Files.write(folder.resolve("content"), ((NSData) top.get("EncryptedPayloadContent")).bytes());
        byte[] array = OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "content", "-recip", "device.crt", "-inkey",
            "device.key");
        NSArray payloads = (NSArray) PropertyListParser.parse(array);
        return Arrays.stream(payloads.getArray()).map(NSDictionary.class::cast).toArray(NSDictionary[]::new);
    }

    private String opened(NSDictionary payload, Pkcs12Encoding encoding) throws Exception {
        Files.write(folder.resolve("id.p12"), ((NSData) payload.get("PayloadContent")).bytes());
        Files.writeString(folder.resolve("password"), payload.get("Password").toString());
        List<String> command = new ArrayList<>(List.of("pkcs12", "-in", "id.p12", "-passin", "file:password", "-nodes"));
        if (encoding == Pkcs12Encoding.COMPATIBLE) {
            command.add("-legacy");
        }
        return new String(OpenSsl.run(folder, command.toArray(String[]::new)), StandardCharsets.UTF_8);
    }
}

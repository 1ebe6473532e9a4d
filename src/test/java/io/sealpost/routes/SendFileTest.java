package io.sealpost.routes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.secrets.KeyTraces;
import io.sealpost.delivery.Ownership;
import io.sealpost.device.Platform;
import io.sealpost.delivery.Reconciliation;
import io.sealpost.device.Devices;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Connector file over a real folder: what an MDM's script finds there, and what its answers do. */
class SendFileTest extends FileStage {
    @ParameterizedTest
    @ValueSource(strings = {"IOS", "MACOS"})
    void S2_S27_anAppleDevicesProfileIsWrittenFirstAndTheManifestThatNamesItLast(String platform) throws Exception {
        start(platform);
        own("anna");

        deliver();

        JsonNode manifest = manifests().get(0);
        assertThat(manifest.path("device").asText()).isEqualTo("D-1");
        assertThat(manifest.at("/user/id").asText()).isEqualTo(anna.toString());
        assertThat(manifest.at("/user/name").asText()).isEqualTo("anna@example.com");
        assertThat(manifest.path("platform").asText()).isEqualTo(platform);
        assertThat(manifest.path("kind").asText()).isEqualTo("INSTALL");
        assertThat(manifest.path("identifier").asText()).isEqualTo("com.example.smime." + anna);
        assertThat(manifest.path("digest").asText()).hasSize(64);
        assertThat(manifest.path("mediaType").asText()).isEqualTo("application/x-apple-aspen-config");
        NSDictionary profile = plist((byte[]) new CMSSignedData(content(manifest)).getSignedContent().getContent());
        assertThat(String.valueOf(profile.objectForKey("PayloadScope"))).isEqualTo(platform.equals("MACOS") ? "User" : "null");
        String plain = new String(open(((NSData) profile.objectForKey("EncryptedPayloadContent")).bytes()), StandardCharsets.UTF_8);
        assertThat(plain.split("com.apple.security.pkcs12", -1)).as("two encryption identities").hasSize(3);
        assertThat(plain).contains("com.apple.security.root");
        assertThat(items()).as("without an answer never more").containsExactly("SENT");
        assertThat(names()).as("nothing half written").noneMatch(name -> name.startsWith(".")).hasSize(2);
    }

    @Test
    void S2_aPcsSyncMlHasPasswordsThatOnlyThePcOpens() throws Exception {
        start("WINDOWS");
        own("anna");

        deliver();

        JsonNode manifest = manifests().get(0);
        assertThat(manifest.path("mediaType").asText()).isEqualTo("application/xml-external-parsed-entity");
        String commands = new String(content(manifest), StandardCharsets.UTF_8);
        assertThat(commands).startsWith("<Add>").contains("RootCATrustedCertificates/Root").endsWith("</Atomic>");
        String sealed = commands.split("PFXCertPassword</LocURI>", 2)[1].split("<Data>", 2)[1].split("</Data>", 2)[0];
        assertThat(open(java.util.Base64.getDecoder().decode(sealed))).isNotEmpty();
    }

    @Test
    void S2_anAndroidDevicesIdentitiesAreMessagesToItsOwnKey() throws Exception {
        start("ANDROID");
        own("anna");

        deliver();

        JsonNode all = json.readTree(content(manifests().get(0)));
        assertThat(all.path("anchors")).hasSize(2);
        assertThat(all.path("identities")).hasSize(2);
        JsonNode identity = json.readTree(open(all.at("/identities/0/message").binaryValue()));
        assertThat(identity.path("alias").asText()).isEqualTo(all.at("/identities/0/alias").asText());
        assertThat(identity.has("pkcs12")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void S17_noFileHasATraceOfAKey(Platform platform) throws Exception {
        start(platform.name());
        own("anna");

        deliver();

        List<PrivateKey> keys = List.of(TestCertificates.key("anna5", "2048").getPrivate(), TestCertificates.key("anna1", "2048")
            .getPrivate());
        assertThat(KeyTraces.in(keys.get(1).getEncoded(), keys)).as("what the canary finds").hasSize(3);
        assertThat(names()).hasSize(2);
        for (String name : names()) {
            assertThat(KeyTraces.in(Files.readAllBytes(exchange.resolve(name)), keys)).as(name).isEmpty();
        }
    }

    @Test
    void S16_withoutOwnerOrRecipientNothingIsWritten() throws Exception {
        start("IOS");
        core.get(Ownership.class).state("jamf", "D-1", "anna@example.com");
        deliver();

        assertThat(exchange).doesNotExist();
        assertThat(core.get(JdbcClient.class).sql("select code || ': ' || text from delivery").query(String.class).single())
            .contains("no-recipient-certificate", "recipientCertificate", "sealpost.channels.jamf.device-ca");
        assertThatThrownBy(() -> core.get(Ownership.class).recipient("jamf", "D-1", OpenSsl.pem(RECIPIENT) + OpenSsl.pem(RECIPIENT)))
            .hasMessageContaining("one PEM certificate");
    }

    @Test
    void G1_aFolderThatCannotBeWrittenIsTriedAgainLater() throws Exception {
        start("IOS");
        Files.writeString(exchange, "where the folder should be");
        own("anna");

        deliver();

        assertThat(core.get(JdbcClient.class).sql("select state || ' ' || code from delivery").query(String.class).single())
            .isEqualTo("PENDING unreachable");
    }

    @Test
    void G1_answersThatCannotBeHandedOnStayAndAreReadAgain() throws Exception {
        start("IOS");
        own("anna");
        deliver();
        String line = "delivery,result\r\n" + manifests().get(0).path("delivery").asText() + ",acknowledged\r\n";

        broken = true;
        answers("a.csv", line);
        assertThat(exchange.resolve("answers/a.csv")).exists();
        broken = false;
        answers("b.csv", line);
        assertThat(items()).containsExactly("ACKNOWLEDGED");
        assertThat(exchange.resolve("answers/a.csv")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void P4_anAnswerAcknowledgesAndOnlyWhatItListsIsVerified(String form) throws Exception {
        start("WINDOWS");
        own("anna");
        deliver();
        String id = manifests().get(0).path("delivery").asText();
        List<String> held = core.get(JdbcClient.class).sql("select certificate from item order by kind").query(String.class).list();

        answer(form, id, "acknowledged", "", held.get(0));
        assertThat(items()).containsExactly("ACKNOWLEDGED", "VERIFIED");
        assertThat(Files.list(exchange.resolve("answers/.done")).toList()).as("read once").hasSize(1);
        assertThat(core.get(JdbcClient.class).sql("select state from delivery").query(String.class).single()).isEqualTo("ACKNOWLEDGED");
        assertThat(compare()).isEmpty();
    }

    @Test
    void P4_aListOfAllCertificatesEndsTheDeliveryVerified() throws Exception {
        start("WINDOWS");
        own("anna");
        deliver();

        answer("json", manifests().get(0).path("delivery").asText(), "ACKNOWLEDGED", "", String.join(" ", core.get(JdbcClient.class)
            .sql("select certificate from item").query(String.class).list()));

        assertThat(items()).containsExactly("VERIFIED");
        assertThat(core.get(JdbcClient.class).sql("select state from delivery").query(String.class).single()).isEqualTo("VERIFIED");
    }

    @Test
    void P2_aFailureStandsInTheLedgerWithItsCodeAndText() throws Exception {
        start("IOS");
        own("anna");
        deliver();

        answer("csv", manifests().get(0).path("delivery").asText(), "failed", "jamf 17,\"no, \"\"space\"\"\"", "");

        assertThat(core.get(JdbcClient.class).sql("select distinct state || ' ' || code || ': ' || text from item").query(String.class)
            .list()).containsExactly("FAILED jamf 17: no, \"space\"");
    }

    @Test
    void P5_aNewCertificateGoesOutThoughNobodyEverAnswered() throws Exception {
        start("IOS");
        own("anna");
        deliver();
        user("anna", 5, 1, 0);

        deliver();

        assertThat(manifests()).hasSize(2).extracting(m -> m.path("digest").asText()).doesNotHaveDuplicates();
        assertThat(core.get(JdbcClient.class).sql("select state from delivery order by created_at").query(String.class).list())
            .containsExactly("CLOSED", "SENT");
    }

    @Test
    void S16_P6_aNewOwnerGetsNothingBeforeTheRemovalIsAnswered() throws Exception {
        start("IOS");
        own("anna");
        deliver();
        UUID ben = user("ben", 0);
        own("ben");

        deliver();
        JsonNode removal = manifests().stream().filter(m -> m.path("kind").asText().equals("REMOVE")).findFirst().orElseThrow();
        assertThat(removal.at("/user/id").asText()).isEqualTo(anna.toString());
        assertThat(removal.path("identifier").asText()).isEqualTo("com.example.smime." + anna);
        assertThat(removal.path("file").isNull()).isTrue();
        assertThat(core.get(Reconciliation.class).compare(ben)).as("not yet").isEmpty();

        answer("csv", removal.path("delivery").asText(), "gone", "", "");
        deliver(core.get(Reconciliation.class).compare(ben));
        assertThat(manifests()).hasSize(3).anyMatch(m -> m.at("/user/id").asText().equals(ben.toString()));
        assertThat(items()).containsExactly("REMOVED", "SENT");
    }

    @Test
    void S30_aDeviceThatLeftHoldsNothingAndJoinsAgainByBeingStated() throws Exception {
        start("IOS");
        own("anna");
        deliver();

        answers("left.csv", "result,device\r\nleft,D-1\r\n");
        assertThat(items()).containsExactly("REMOVED");
        own("anna");
        deliver();

        assertThat(manifests()).hasSize(2);
        assertThat(core.get(Devices.class).get(Devices.id("jamf", "D-1")).orElseThrow().generation()).isEqualTo(2);
    }

    @Test
    void P2_badAnswersChangeNothingAndGoodOnesBesideThemCount() throws Exception {
        start("IOS");
        own("anna");
        deliver();
        String id = manifests().get(0).path("delivery").asText();

        answers("odd.csv", "\uFEFFresult,delivery\r\nperhaps," + id + "\r\nacknowledged," + UUID.randomUUID() + "\r\nacknowledged,x\r\n"
            + "left,\r\nacknowledged," + id + "\r\n");
        assertThat(items()).containsExactly("ACKNOWLEDGED");
        for (String text : List.of("what,is,this\r\n1,2,3\r\n", "result,delivery\r\nfailed,\"" + id, "", "\u0000")) {
            answers("bad.csv", text);
        }
        answers("bad.json", "{\"result\":\"failed\",\"delivery\":\"" + id + "\",\"colour\":\"red\"}");
        answers("bad.json", "[1, \"x\"");
        Files.write(exchange.resolve("answers/latin.csv"), new byte[] {(byte) 0xe4, ','});
        answers("half.csv.part", "result,delivery\r\nfailed," + id + "\r\n");
        assertThat(items()).containsExactly("ACKNOWLEDGED");
        assertThat(exchange.resolve("answers/half.csv.part")).as("not renamed yet").exists();
        assertThat(exchange.resolve("answers/latin.csv")).doesNotExist();
    }

    @Test
    void G2_whatAFolderCannotCarryIsRefusedAtTheStartWithTheReason() {
        assertThatThrownBy(() -> start("IOS", Map.of("format", "apple"))).isInstanceOf(BeanCreationException.class).rootCause()
            .hasMessageContaining("sealpost.channels.jamf.format is 'apple'").hasMessageContaining("document");
        assertThatThrownBy(() -> start("IOS", Map.of("format", ""))).rootCause().hasMessageContaining("needs the format document");
        assertThatThrownBy(() -> start("IOS", Map.of("signer", ""))).rootCause().hasMessageContaining("jamf.signer is missing");
        assertThatThrownBy(() -> start("IOS", Map.of("device-ca", ""))).rootCause().hasMessageContaining("jamf.device-ca is missing");
        assertThatThrownBy(() -> start("IOS", Map.of(), Map.of("sealpost.platforms.WINDOWS.channel", "jamf"))).rootCause()
            .hasMessageContaining("serves [IOS, WINDOWS]");
    }
}

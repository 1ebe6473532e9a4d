package io.sealpost.lab.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.mdm.Mdm;
import io.sealpost.lab.mdm.MdmSettings;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import org.awaitility.Awaitility;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MacTest {
    private static final String UDID = "MAC-1";
    private static final String USER = UDID + ":5F2A7E0C";

    @TempDir
    static Path folder;

    private final Authority root = Authority.root("Test Root");
    private final Authority issuing = root.subordinate("Test Issuing");
    private final Mdm mdm = new Mdm(new MdmSettings("key", "http://127.0.0.1:9/", "", "hmac", 1000), new Chance(1));
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final People people = new People(1, new Chance(1), issuing);
    private final Person owner = people.list().get(0);
    private Mac mac;
    private X509Certificate certificate;

    @BeforeAll
    void start() throws Exception {
        people.equip(owner);
        mac = new Mac(new DeviceSettings(UDID, "Mac15,3", "LAB1", true, false, 0), "5F2A7E0C", new Surroundings(mdm,
                "com.apple.mgmt.External.test", Authority.root("Test Devices"), root.certificate(), issuing.certificate(), threads,
                folder), owner);
        mac.join();
        certificate = Authority.decode(Base64.getMimeDecoder().decode(Files.readString(folder.resolve(UDID)
                .resolve("device.crt")).replaceAll("-----[^-]+-----", "")));
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        mdm.close();
    }

    private int enqueue(String id, String uuid, Map<String, Object> command) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(mdm.url() + "/v1/enqueue/" + id))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("nanomdm:key".getBytes(StandardCharsets.UTF_8)))
                .PUT(BodyPublishers.ofByteArray(Plists.xml(Map.of("CommandUUID", uuid, "Command", command)))).build(),
                BodyHandlers.ofString()).statusCode();
    }

    private Handled install(String id, ProfileMaker profile) throws Exception {
        return send(id, Map.of("RequestType", "InstallProfile", "Payload", profile.seal(certificate)));
    }

    private Handled send(String id, Map<String, Object> command) throws Exception {
        var uuid = UUID.randomUUID().toString();
        assertThat(enqueue(id, uuid, command)).isEqualTo(200);
        Awaitility.await().until(() -> mac.handled().stream().anyMatch(each -> each.uuid().equals(uuid)));
        return mac.handled().stream().filter(each -> each.uuid().equals(uuid)).findFirst().orElseThrow();
    }

    private ProfileMaker system() throws Exception {
        var maker = new ProfileMaker(issuing).top("PayloadScope", "System");
        maker.anchor("com.apple.security.root", root.certificate());
        maker.anchor("com.apple.security.pkcs1", issuing.certificate());
        return maker;
    }

    private Map<String, Object> signing(ProfileMaker maker) throws Exception {
        var keys = Keys.rsa();
        var signing = maker.identity(issuing.issue("Signs", keys.getPublic(), Template.signing(owner.mail())), keys.getPrivate());
        signing.put("KeyIsExtractable", false);
        return signing;
    }

    private ProfileMaker user() throws Exception {
        var maker = new ProfileMaker(issuing).top("PayloadScope", "User");
        for (var identity : owner.identities()) {
            maker.identity(identity.certificate(), identity.key()).put("KeyIsExtractable", false);
        }
        return maker;
    }

    @Test
    void S5_trustComesOverItsOwnChannelAndMailSignsWithThePreferenceOfItsUsers() throws Exception {
        var profile = user();
        var preferred = signing(profile);
        signing(profile);
        profile.preference(owner.mail(), preferred);

        assertThat(install(UDID, system()).status()).isEqualTo("Acknowledged");
        assertThat(install(USER, profile).status()).isEqualTo("Acknowledged");

        assertThat(mac.anchors()).containsExactly(root.certificate(), issuing.certificate());
        assertThat(mac.messagesRead()).isEqualTo(owner.identities().size());
        assertThat(mac.lacks()).isEmpty();
        assertThat(mac.automatic()).isFalse();
        var message = Files.readString(folder.resolve(UDID).resolve("sent.p7s"), StandardCharsets.UTF_8);
        var signature = new CMSSignedData(new ByteArrayInputStream(Base64.getMimeDecoder().decode(message.substring(message.indexOf(
                "\r\n\r\n", message.indexOf("filename=\"smime.p7s\"")), message.lastIndexOf("\r\n--")))));
        assertThat(signature.getSignerInfos().iterator().next().getSID().getSerialNumber())
                .isEqualTo(mac.signsWith().orElseThrow().getSerialNumber());
        assertThat(send(USER, Map.of("RequestType", "RemoveProfile", "Identifier", ProfileMaker.IDENTIFIER)).status())
                .isEqualTo("Acknowledged");
        assertThat(mac.anchors()).as("the System profile has the same identifier, and stays").hasSize(2);
        assertThat(mac.signatureVerified()).isFalse();
    }

    @Test
    void refusesAScopeThatDoesNotFitItsChannel() throws Exception {
        assertThat(install(USER, system()).text()).contains("PayloadScope must be User");
        assertThat(install(UDID, user()).text()).contains("PayloadScope must be System");
    }

    @Test
    void refusesAPreferenceOverItsOwnChannelAndOneThatLeadsNowhere() throws Exception {
        var system = system();
        system.preference(owner.mail(), signing(system));
        assertThat(install(UDID, system).text()).contains("unknown PayloadType com.apple.security.identitypreference");
        var elsewhere = user();
        elsewhere.preference(owner.mail(), Map.of("PayloadUUID", "00000000-0000-4000-8000-000000000000"));
        assertThat(install(USER, elsewhere).text()).contains("no identity of this profile");
        var nameless = user();
        nameless.preference(owner.mail(), signing(nameless)).remove("Name");
        assertThat(install(USER, nameless).text()).contains("needs Name");
    }

    @Test
    void refusesMailPayloadsOfIphones() throws Exception {
        var exchange = user();
        var signing = signing(exchange);
        exchange.account(owner.mail(), signing, signing);
        assertThat(install(USER, exchange).text()).contains("unknown PayloadType com.apple.eas.account");
        var mail = user();
        var account = mail.account(owner.mail(), signing, signing);
        account.keySet().removeAll(Set.of("Host", "UserName", "SSL"));
        account.putAll(Map.of("PayloadType", "com.apple.mail.managed", "EmailAccountType", "EmailTypeIMAP",
                "IncomingMailServerHostName", "mail.example.com", "IncomingMailServerAuthentication", "EmailAuthPassword",
                "OutgoingMailServerHostName", "mail.example.com", "OutgoingMailServerAuthentication", "EmailAuthPassword"));
        assertThat(install(USER, mail).text()).contains("com.apple.mail.managed has no key SMIME");
    }

    @Test
    void S30_whenItJoinsAgainItsUsersChannelIsEmptyAndOffUntilTheyAreBack() throws Exception {
        var other = "MAC-2";
        mdm.authenticate(other, message(other, null, "Authenticate"));
        mdm.tokenUpdate(other, message(other, null, "TokenUpdate"), () -> { });
        mdm.tokenUpdate(other + ":U", message(other, "U", "TokenUpdate"), () -> { });
        enqueue(other + ":U", "waits", Map.of("RequestType", "ProfileList"));
        assertThat(mdm.waiting(other + ":U")).isEqualTo(1);

        mdm.authenticate(other, message(other, null, "Authenticate"));

        assertThat(mdm.waiting(other + ":U")).isZero();
        assertThat(enqueue(other + ":U", "cannot be pushed", Map.of("RequestType", "ProfileList"))).isEqualTo(500);
        assertThatThrownBy(() -> mdm.tokenUpdate(other + ":U", message(other, "U", "TokenUpdate"),
                () -> { })).hasMessageContaining("not enabled");
    }

    private static byte[] message(String udid, String user, String type) {
        return Plists.xml(user == null ? Map.of("MessageType", type, "UDID", udid)
                : Map.of("MessageType", type, "UDID", udid, "UserID", user));
    }
}

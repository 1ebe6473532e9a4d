package io.sealpost.lab.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.mdm.Mdm;
import io.sealpost.lab.mdm.MdmSettings;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import org.awaitility.Awaitility;
import org.bouncycastle.cms.CMSAlgorithm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceTest {
    @TempDir
    static Path folder;

    private final Authority root = Authority.root("Test Root");
    private final Authority issuing = root.subordinate("Test Issuing");
    private final Authority deviceCa = Authority.root("Test Devices");
    private final Mdm mdm = new Mdm(new MdmSettings("key", "http://127.0.0.1:9/", "", "hmac", 1000), new Chance(1));
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final People people = new People(4, new Chance(1), issuing);
    private final Person rsa = people.list().get(0);
    private final Person elliptic = people.list().get(3);
    private Surroundings surroundings;
    private Device device;

    @BeforeAll
    void start() {
        surroundings = new Surroundings(mdm, "com.apple.mgmt.External.test", deviceCa, root.certificate(),
                issuing.certificate(), threads, folder);
        people.equip(rsa);
        people.renew(rsa);
        people.equip(elliptic);
        device = device("DEVICE-1", rsa, 0);
    }

    private Device device(String udid, Person owner, int notNow) {
        var made = new Device(new DeviceSettings(udid, "iPhone14,5", "LAB1", true, false, notNow), surroundings, owner);
        made.join();
        return made;
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        mdm.close();
    }

    private Handled send(Device to, Map<String, Object> command) throws Exception {
        var uuid = UUID.randomUUID().toString();
        mdmEnqueue(to, uuid, command);
        Awaitility.await().until(() -> answer(to, uuid) != null && !answer(to, uuid).status().equals("NotNow"));
        return answer(to, uuid);
    }

    private void mdmEnqueue(Device to, String uuid, Map<String, Object> command) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(mdm.url() + "/v1/enqueue/" + to.udid()))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("nanomdm:key".getBytes(StandardCharsets.UTF_8)))
                .PUT(BodyPublishers.ofByteArray(Plists.xml(Map.of("CommandUUID", uuid, "Command", command)))).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static Handled answer(Device device, String uuid) {
        return device.handled().stream().filter(each -> each.uuid().equals(uuid)).reduce((first, second) -> second).orElse(null);
    }

    private Handled install(Device to, byte[] profile) throws Exception {
        return send(to, Map.of("RequestType", "InstallProfile", "Payload", profile));
    }

    private static X509Certificate certificate(Device device) throws Exception {
        try (var in = Files.newInputStream(folder.resolve(device.udid()).resolve("device.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private ProfileMaker good(Person owner) throws Exception {
        var maker = new ProfileMaker(issuing);
        maker.anchor("com.apple.security.root", root.certificate());
        maker.anchor("com.apple.security.pkcs1", issuing.certificate());
        Map<String, Object> last = null;
        for (var identity : owner.identities()) {
            last = maker.identity(identity.certificate(), identity.key());
        }
        var keys = Keys.rsa();
        var own = maker.identity(issuing.issue(owner.displayName(), keys.getPublic(), Template.signing(owner.mail())), keys.getPrivate());
        maker.account(owner.mail(), own, last);
        return maker;
    }

    private static String openssl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aGoodProfileIsInstalledMailIsReadAndOpensslAcceptsTheSignature() throws Exception {
        for (var owner : List.of(rsa, elliptic)) {
            var one = device("GOOD-" + owner.uid(), owner, 0);
            var answer = install(one, good(owner).seal(certificate(one)));
            assertThat(answer.status()).as(answer.text()).isEqualTo("Acknowledged");
            // it answers first and then uses its mail
            Awaitility.await().untilAsserted(() -> assertThat(one.messagesRead()).isEqualTo(owner.identities().size()));
            Awaitility.await().until(one::signatureVerified);
            Pem.write(folder.resolve("root.pem"), Pem.of(root.certificate()));
            assertThat(openssl("cms", "-verify", "-purpose", "smimesign", "-CAfile", folder.resolve("root.pem").toString(), "-in",
                    folder.resolve(one.udid()).resolve("sent.p7s").toString())).contains("successful", "Signed with");
            assertThat(folder.resolve(one.udid()).resolve("received/001-InstallProfile.plist")).exists();
        }
    }

    @Test
    void notNowPutsAnInstallOffAndItComesBack() throws Exception {
        var slow = device("SLOW", rsa, 2);
        assertThat(install(slow, good(rsa).seal(certificate(slow))).status()).isEqualTo("Acknowledged");
        assertThat(slow.handled()).extracting(Handled::status).containsExactly("NotNow", "NotNow", "Acknowledged");
    }

    @Test
    void aProfileReplacesTheOneWithItsIdentifierAndIsRemovedByIt() throws Exception {
        var one = device("REPLACED", rsa, 0);
        install(one, good(rsa).seal(certificate(one)));
        var fewer = new ProfileMaker(issuing);
        fewer.anchor("com.apple.security.root", root.certificate());
        install(one, fewer.seal(certificate(one)));
        assertThat(one.profiles()).hasSize(1);
        assertThat(one.identities()).isEmpty();
        assertThat(one.messagesRead()).isZero();
        assertThat(one.signatureVerified()).isFalse();
        var remove = Map.<String, Object>of("RequestType", "RemoveProfile", "Identifier", ProfileMaker.IDENTIFIER);
        assertThat(send(one, remove).status()).isEqualTo("Acknowledged");
        assertThat(send(one, remove).text()).contains("not installed");
    }

    @Test
    void listsSayWhatIsInstalled() throws Exception {
        var one = device("LISTED", rsa, 0);
        install(one, good(rsa).seal(certificate(one)));
        var messages = Messages.device(new DeviceSettings("LISTED", "iPhone14,5", "LAB1", false, false, 0), "topic");
        var profiles = Plists.dictionary(Plists.xml(messages.profiles("A", one.profiles())));
        var entry = (NSDictionary) ((NSArray) profiles.objectForKey("ProfileList")).objectAtIndex(0);
        assertThat(Plists.string(entry, "PayloadIdentifier")).isEqualTo(ProfileMaker.IDENTIFIER);
        assertThat(entry.objectForKey("IsEncrypted").toJavaObject()).isEqualTo(true);
        assertThat(Plists.type(((NSArray) entry.objectForKey("SignerCertificates")).objectAtIndex(0))).isEqualTo("data");
        assertThat(Plists.type(entry.objectForKey("PayloadVersion"))).isEqualTo("integer");
        var own = Plists.dictionary(Plists.xml(messages.certificates("A", List.of(Messages.certificate(certificate(one), true)))));
        var item = (NSDictionary) ((NSArray) own.objectForKey("CertificateList")).objectAtIndex(0);
        assertThat(Plists.type(item.objectForKey("Data"))).isEqualTo("data");
        assertThat(Plists.string(item, "CommonName")).isEqualTo("LISTED");
    }

    @Test
    void refusesAProfileForSomebodyElse() throws Exception {
        var other = device("OTHER", rsa, 0);
        assertThat(install(device, good(rsa).seal(certificate(other))).text()).contains("somebody else");
        assertThat(install(device, good(rsa).seal(certificate(device), certificate(other))).text()).contains("exactly one recipient");
    }

    @Test
    void refusesASignatureFromOutsideAndATamperedOne() throws Exception {
        var stranger = Authority.root("Stranger");
        assertThat(install(device, new ProfileMaker(issuing, stranger).seal(certificate(device))).text()).contains("signature");
        var tampered = good(rsa).seal(certificate(device));
        tampered[tampered.length / 2] ^= 1;
        assertThat(install(device, tampered).status()).isEqualTo("Error");
    }

    @Test
    void refusesADanglingReference() throws Exception {
        var maker = good(rsa);
        var account = maker.account(rsa.mail(), Map.of("PayloadUUID", "00000000-0000-4000-8000-000000000000"), Map.of("PayloadUUID",
                "00000000-0000-4000-8000-000000000000"));
        account.put("PayloadIdentifier", "com.example.second");
        assertThat(install(device, maker.seal(certificate(device))).text()).contains("no identity of this profile");
    }

    @Test
    void refusesKeysThatAppleDoesNotDocumentAndWrongTypes() throws Exception {
        var undocumented = good(rsa);
        undocumented.anchor("com.apple.security.root", root.certificate()).put("Trusted", true);
        assertThat(install(device, undocumented.seal(certificate(device))).text()).contains("no key Trusted");
        var wrongType = good(rsa);
        wrongType.anchor("com.apple.security.root", root.certificate()).put("PayloadVersion", "1");
        assertThat(install(device, wrongType.seal(certificate(device))).text()).contains("PayloadVersion is a string");
        var macOnly = good(rsa);
        macOnly.identity(rsa.current().certificate(), rsa.current().key()).put("KeyIsExtractable", false);
        assertThat(install(device, macOnly.seal(certificate(device))).text()).contains("KeyIsExtractable");
        var deprecated = good(rsa);
        var uuid = Map.<String, Object>of("PayloadUUID", UUID.randomUUID().toString());
        deprecated.account(rsa.mail(), uuid, uuid).put("SMIMEEnabled", true);
        assertThat(install(device, deprecated.seal(certificate(device))).text()).contains("no key SMIMEEnabled");
        assertThat(install(device, good(rsa).top("PayloadScope2", "x").seal(certificate(device))).text()).contains("PayloadScope2");
        assertThat(install(device, good(rsa).top("IsEncrypted", false).seal(certificate(device))).text()).contains("must be true");
    }

    @Test
    void refusesAnAccountThatWouldAskTheUserOrContradictsItself() throws Exception {
        var uuid = Map.<String, Object>of("PayloadUUID", "00000000-0000-4000-8000-000000000000");
        var anonymous = new ProfileMaker(issuing);
        anonymous.account(rsa.mail(), uuid, uuid).remove("UserName");
        assertThat(install(device, anonymous.seal(certificate(device))).text()).contains("has no UserName");
        var contradictory = new ProfileMaker(issuing);
        contradictory.account(rsa.mail(), uuid, uuid).putAll(Map.of("OAuth", true, "Password", "secret"));
        assertThat(install(device, contradictory.seal(certificate(device))).text()).contains("OAuth and a Password");
    }

    @Test
    void refusesTheSameUuidTwice() throws Exception {
        var maker = good(rsa);
        var one = maker.anchor("com.apple.security.root", root.certificate());
        maker.anchor("com.apple.security.root", root.certificate()).put("PayloadUUID", one.get("PayloadUUID"));
        assertThat(install(device, maker.seal(certificate(device))).text()).contains("twice");
    }

    @Test
    void refusesAnIdentityThatDoesNotOpenWithItsPassword() throws Exception {
        var wrong = good(rsa);
        wrong.identity(rsa.current().certificate(), rsa.current().key()).put("Password", "another");
        assertThat(install(device, wrong.seal(certificate(device))).text()).contains("does not open");
        var none = good(rsa);
        none.identity(rsa.current().certificate(), rsa.current().key()).remove("Password");
        assertThat(install(device, none.seal(certificate(device))).text()).contains("no Password");
    }

    @Test
    void refusesContentThatIsNotAesCbc() throws Exception {
        assertThat(install(device, good(rsa).sign(CMSAlgorithm.DES_EDE3_CBC, certificate(device))).text()).contains("not by AES-CBC");
    }
}

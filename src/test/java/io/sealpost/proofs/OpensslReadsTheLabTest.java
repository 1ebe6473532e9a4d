package io.sealpost.proofs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.OpenSsl;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Revocation;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.world.Options.Platform;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What devices received and what rests in escrow, read by openssl alone; src/test/sh/verify-lab.sh does so for people too. */
class OpensslReadsTheLabTest {
    private static LabRun run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(OpensslReadsTheLabTest.class, 2, List.of(Platform.IOS, Platform.IOS, Platform.MACOS, Platform.WINDOWS,
            Platform.ANDROID, Platform.INTUNE)).proven();
        run.awaitQuiet();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void S12_S20_S21_S26_S32_opensslReadsWhatEachDeviceReceivedAndNobodyElsesMail() throws Exception {
        var check = verify(run.world().options().folder(), 99);
        assertThat(check.status).as(check.text).isZero();
        assertThat(run.world().devices()).hasSize(14).allSatisfy(device -> assertThat(check.text)
            .containsPattern(device.id() + " " + device.owner().uid() + ": \\d+ profiles, " + (device.owner().identities().size()
                + (device.signsWithItsOwn() ? 1 : 0)) + " identities, " + device.owner().identities().size()
                + " messages read, signs with " + (device.signsWithItsOwn() ? "[0-9A-F]{16}" : "nothing")));
        assertThat(check.text).endsWith("14 devices, 10 signing certificates, none revoked\n");
    }

    @Test
    void S13_theCaIssuedExactlyOneCertificateForEachDeviceThatSignsWithItsOwn() {
        assertThat(run.world().ca().issued()).hasSize((int) run.world().devices().stream().filter(Managed::signsWithItsOwn).count());
        assertThat(run.world().ca().issued().stream().map(each -> each.certificate().getSerialNumber()))
            .doesNotHaveDuplicates().doesNotContain(BigInteger.ZERO);
    }

    @Test
    void S17_theKekAndOpensslOpenEveryRowOfTheEscrow() throws Exception {
        var escrow = new ObjectMapper().readTree(run.world().options().folder().resolve("endpoints.json").toFile()).path("escrow");
        var name = HexFormat.of().formatHex(escrow.path("kek").asText().getBytes(StandardCharsets.UTF_8));
        var rows = run.database().sql("select spki, cms from wrapped_key where kek = ?").param(escrow.path("kek").asText())
            .query((row, n) -> new Row(row.getString(1), row.getBytes(2))).list();
        int imported = run.world().people().stream().mapToInt(person -> person.identities().size()).sum();
        assertThat(rows).hasSize(imported + run.world().ca().issued().size());
        for (var row : rows) {
            Files.write(folder.resolve("row.cms"), row.cms);
            OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "row.cms", "-secretkey", escrow.path("hex").asText(),
                "-secretkeyid", name, "-out", "key.der");
            var publicKey = OpenSsl.run(folder, "pkey", "-inform", "DER", "-in", "key.der", "-pubout", "-outform", "DER");
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(publicKey))).isEqualTo(row.spki);
        }
    }

    /** Two seconds are for a machine of its own: the lab's table says so there. Beside other tests there is more patience. */
    @Test
    void G3_P4_whoeverJoinsHasItsFirstProfileSoonAndTheReportSaysWhen() throws Exception {
        var waited = new ObjectMapper().readTree(run.world().options().folder().resolve("report.json").toFile())
            .path("secondsUntilFirstProfile");
        assertThat(waited).as("iPhones, iPads and Macs").hasSize(6).allSatisfy(each -> assertThat(each.asDouble()).isBetween(0.0, 10.0));
    }

    @Test
    void theScriptFindsAMessageThatIsNotWhatItWas() throws Exception {
        var copy = copy();
        Files.writeString(user(copy, 0).resolve("mail/1.txt"), "something else");
        assertRefused(copy, "message 1 decrypts to something else");
    }

    @Test
    void theScriptFindsADeviceThatReadsSomebodyElsesMail() throws Exception {
        var copy = copy();
        for (var name : List.of("1.txt", "1.p7m")) {
            Files.copy(user(copy, 0).resolve("mail").resolve(name), user(copy, 1).resolve("mail").resolve("9" + name));
        }
        assertRefused(copy, "91.p7m of another user");
    }

    @Test
    void theScriptFindsAnIdentityOfSomebodyElse() throws Exception {
        var copy = copy();
        try (var certificates = Files.list(user(copy, 0).resolve("certificates"))) {
            for (var each : certificates.toList()) {
                Files.copy(user(copy, 1).resolve("certificates/1.pem"), each, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertRefused(copy, "neither the user's nor a valid signing certificate", "the signing certificate is not for");
    }

    @Test
    void theScriptFindsAProfileThatWasChangedOnItsWay() throws Exception {
        var copy = copy();
        var device = run.first(run.person(0)).udid();
        try (var received = Files.list(copy.resolve("devices").resolve(device).resolve("received"))) {
            var install = received.filter(each -> each.toString().contains("InstallProfile")).findFirst().orElseThrow();
            var text = Files.readString(install);
            int middle = text.length() / 2;
            Files.writeString(install, text.substring(0, middle) + (text.charAt(middle) == 'A' ? 'B' : 'A') + text.substring(middle + 1));
        }
        assertRefused(copy, "the profile's signature");
    }

    @Test
    void theScriptFindsAPasswordThatIsNotEncryptedToThePc() throws Exception {
        var copy = copy(device("WINDOWS", "fleet"));
        change(copy, "-user.xml", text -> text.replaceAll("(PasswordEncryptionType</LocURI>.*?<Data>)2<", "$10<"));
        assertRefused(copy, "is not encrypted to the PC's own key");
    }

    @Test
    void theScriptFindsAPcWithoutIntermediate() throws Exception {
        var copy = copy(device("WINDOWS", "fleet"));
        change(copy, "-device.xml", text -> text.replaceAll("<Add>(?:(?!<Add>).)*/CA/.*?</Add>", ""));
        assertRefused(copy, "the trust anchors are not root and issuing certificate");
    }

    @Test
    void theScriptFindsAnIdentityThatIsSealedToAnotherPhone() throws Exception {
        var copy = copy(device("ANDROID", "android"));
        var other = run.world().devices().stream().filter(each -> each.channel().equals("android")
            && each.owner() == run.person(1)).findFirst().orElseThrow();
        Files.copy(copy.resolve("devices").resolve(other.id()).resolve("device.key"), copy.resolve("devices")
            .resolve(device("ANDROID", "android").id()).resolve("device.key"), StandardCopyOption.REPLACE_EXISTING);
        // One time in 256 the padding of what a wrong key makes of it looks right; then the PKCS #12 in it does not open.
        assertRefused(copy, "identity.p7m does not open");
    }

    @Test
    void theScriptFindsAPasswordOfAnotherPfx() throws Exception {
        var copy = copy(device("IOS", "intune"));
        var password = new AtomicReference<String>();
        change(copy, "-userPfxCertificates.json", text -> {
            var own = text.replaceAll("(?s).*\"encryptedPfxPassword\" *: *\"([^\"]*)\".*", "$1");
            password.compareAndSet(null, own);
            return text.replace(own, password.get()).replaceAll("(\"paddingScheme\" *: *\")oaepSha512", "$1oaepSha256");
        });
        assertRefused(copy, "does not open with the connector's key");
    }

    @Test
    void theScriptFindsWhatTheReportDoesNotList() throws Exception {
        var copy = copy();
        var report = run.world().options().folder().resolve("report.json");
        Files.writeString(copy.resolve("report.json"), Files.readString(report).replaceFirst(
            "(\"kind\" : \"ENCRYPTION_IDENTITY\",\\s*\"certificate\" : \")[0-9a-f]{8}", "$100000000"));
        assertRefused(copy, "report.json lists other identities under final");
    }

    @Test
    void theScriptFindsACrlOfAnotherCaAndOneThatIsNotEmpty() throws Exception {
        var copy = copy();
        var other = Authority.root("Another CA");
        var revoked = new Revocation(run.world().ca().issued().get(0).certificate(), 5, Instant.now());
        Files.writeString(copy.resolve("ca/issuing.crl"), other.revocationList(2, Instant.now(), List.of(revoked)));
        assertRefused(copy, "ca/issuing.crl is not signed by ca/issuing.pem");
        Files.writeString(copy.resolve("ca/issuing.pem"), Pem.of(other.certificate()));
        assertRefused(copy, "ca/issuing.crl is not empty");
    }

    @Test
    void theScriptFindsAReportThatCountsWhatTheCrlDoesNotHave() throws Exception {
        var copy = copy();
        var report = copy.resolve("report.json");
        Files.writeString(report, Files.readString(report).replace("\"revoked\" : 0", "\"revoked\" : 1"));
        assertRefused(copy, "report.json says that something was revoked");
    }

    private static Managed device(String platform, String channel) {
        return run.world().devices().stream().filter(each -> each.platform().equals(platform) && each.channel().equals(channel)
            && each.owner() == run.person(0)).findFirst().orElseThrow();
    }

    private static void change(Path lab, String what, UnaryOperator<String> change) throws IOException {
        try (var files = Files.walk(lab.resolve("devices"))) {
            for (var each : files.filter(file -> file.toString().endsWith(what)).sorted().toList()) {
                Files.writeString(each, change.apply(Files.readString(each)));
            }
        }
    }

    private static void assertRefused(Path lab, String... reasons) throws Exception {
        var check = verify(lab, 99);
        assertThat(check.status).as(check.text).isEqualTo(1);
        assertThat(Stream.of(reasons).anyMatch(check.text::contains)).as(check.text).isTrue();
    }

    private static Path user(Path lab, int index) {
        return lab.resolve("users").resolve(run.person(index).uid());
    }

    /** The lab as one device of the first user left it: enough to be refused. */
    private Path copy() throws IOException {
        return copy(run.first(run.person(0)));
    }

    private Path copy(Managed device) throws IOException {
        var from = run.world().options().folder();
        var to = folder.resolve("lab");
        try (var files = Files.walk(from)) {
            for (var each : files.sorted(Comparator.naturalOrder()).toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
        Files.writeString(to.resolve("report.json"), "\"revoked\" : 0\n\"id\" : \"" + device.id() + "\"\n\"user\" : \""
            + device.owner().uid() + "\"\n\"platform\" : \"" + device.platform() + "\"\n\"channel\" : \"" + device.channel() + "\"\n");
        return to;
    }

    private static Check verify(Path lab, int others) throws Exception {
        var process = new ProcessBuilder("src/test/sh/verify-lab.sh", lab.toString(), String.valueOf(others)).redirectErrorStream(true)
            .start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Check(process.waitFor(), text);
    }

    private record Check(int status, String text) {
    }

    private record Row(String spki, byte[] cms) {
        @Override
        public String toString() {
            return spki;
        }
    }
}

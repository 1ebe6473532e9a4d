package io.sealpost.lab.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.people.Identity;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A PC takes what it should and refuses what Windows would, with Windows' status. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PcTest {
    @TempDir
    static Path folder;

    private final Authority root = Authority.root("Test Root");
    private final Authority issuing = root.subordinate("Test Issuing");
    private final InstalledIdentity own = Pc.identity("PC", root);
    private Person owner;
    private int made;

    @BeforeAll
    void owner() {
        var people = new People(1, new Chance(1), issuing);
        owner = people.list().get(0);
        people.equip(owner);
        people.renew(owner);
    }

    private Pc pc() {
        var pc = new Pc("PC-" + ++made, owner, own, root.certificate(), issuing.certificate(), folder);
        pc.signIn();
        return pc;
    }

    private static String profile(Identity identity, Pc pc) {
        return PcProfile.identity(identity.key(), identity.certificate(), pc.certificate());
    }

    private static List<Status> execute(Pc pc, String profile) {
        return pc.execute(PcProfile.numbered(profile));
    }

    @Test
    void everyIdentityIsInstalledReadsItsMailAndSigns() {
        var pc = pc();
        for (var identity : owner.identities()) {
            assertThat(execute(pc, profile(identity, pc))).hasSize(8).allMatch(each -> each.data() == 200);
        }
        assertThat(pc.messagesRead()).isEqualTo(owner.identities().size());
        assertThat(pc.signatureVerified()).isFalse();
        var keys = Keys.rsa();
        var signing = issuing.issue("Signing", keys.getPublic(), Template.signing(owner.mail()));
        execute(pc, PcProfile.identity(keys.getPrivate(), signing, pc.certificate()));
        assertThat(pc.signatureVerified()).isTrue();
        assertThat(Files.exists(folder.resolve(pc.uuid()).resolve("sent.p7s"))).isTrue();
    }

    @Test
    void rootAndIntermediateAreTrustedByTheWholePc() {
        var pc = new Pc("PC-" + ++made, owner, own, root.certificate(), issuing.certificate(), folder);
        assertThat(execute(pc, PcProfile.anchors("Root", root.certificate()) + PcProfile.anchors("CA", issuing.certificate())))
                .allMatch(each -> each.data() == 200);
        assertThat(pc.roots()).containsExactly(root.certificate());
        assertThat(pc.authorities()).containsExactly(issuing.certificate());
    }

    @Test
    void deletingTheNodeTakesTheCertificateAndItsKeyAway() {
        var pc = pc();
        execute(pc, profile(owner.current(), pc));
        var uri = PcProfile.PFX + Stores.thumbprint(owner.current().certificate());
        assertThat(execute(pc, "<Delete><Item><Target><LocURI>" + uri + "/PFXCertBlob</LocURI></Target></Item></Delete>"))
                .extracting(Status::data).containsExactly(405);
        assertThat(pc.identities()).hasSize(1);
        assertThat(execute(pc, "<Delete><Item><Target><LocURI>" + uri + "</LocURI></Target></Item></Delete>"))
                .extracting(Status::data).containsExactly(200);
        assertThat(pc.identities()).isEmpty();
    }

    @Test
    void anAtomicThatFailsLeavesNothingOfItself() {
        var pc = pc();
        var two = profile(owner.identities().get(0), pc).replace("</Atomic>", "")
                + profile(owner.current(), pc).replace("<Atomic>", "").replace(">bool<", ">int<");
        assertThat(execute(pc, two)).extracting(Status::data)
                .containsExactly(507, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 415, 215);
        assertThat(pc.identities()).isEmpty();
        assertThat(execute(pc, profile(owner.current(), pc))).allMatch(each -> each.data() == 200);
    }

    @Test
    void replaceWantsWhatAddRefuses() {
        var pc = pc();
        var replace = profile(owner.current(), pc).replace("Add>", "Replace>");
        assertThat(execute(pc, replace)).extracting(Status::data).startsWith(507, 404, 215);
        execute(pc, profile(owner.current(), pc));
        assertThat(execute(pc, profile(owner.current(), pc))).extracting(Status::data).startsWith(507, 418, 215);
        assertThat(execute(pc, replace)).allMatch(each -> each.data() == 200);
    }

    @Test
    void nobodySignedInMeansNoUserNode() {
        var pc = new Pc("PC-" + ++made, owner, own, root.certificate(), issuing.certificate(), folder);
        assertThat(execute(pc, profile(owner.current(), pc))).extracting(Status::data).startsWith(507, 500, 215);
        pc.signIn();
        assertThat(execute(pc, profile(owner.current(), pc))).allMatch(each -> each.data() == 200);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void refuses(String what, UnaryOperator<String> spoilt, int status) {
        var pc = pc();
        var good = profile(owner.current(), pc) + PcProfile.anchors("Root", root.certificate());
        var profile = spoilt.apply(good);
        assertThat(profile).isNotEqualTo(good);
        assertThat(execute(pc(), profile(owner.current(), pc) + PcProfile.anchors("Root", root.certificate())))
                .as("what is spoilt was good").extracting(Status::data).containsOnly(200);
        assertThat(execute(pc, profile)).as(what).extracting(Status::data).contains(status);
        assertThat(pc.identities().isEmpty() || pc.roots().isEmpty()).as("what is wrong is not installed").isTrue();
    }

    Stream<Arguments> bad() {
        return Stream.of(
                row("no KeyLocation", without("KeyLocation"), 500), row("a TPM that is not there", with(">3</Data>", ">1</Data>"), 500),
                row("a KeyLocation that there is none", with(">3</Data>", ">7</Data>"), 500),
                row("Windows Hello without its container", with(">3</Data>", ">4</Data>"), 500),
                row("exportable from elsewhere than software", p -> p.replace(">3</Data>", ">2</Data>").replace(">false<", ">true<"), 500),
                row("KeyLocation as text", with(">int</Format></Meta><Data>3", ">chr</Format></Meta><Data>3"), 415),
                row("KeyLocation that is no number", with(">3</Data>", ">three</Data>"), 415),
                row("PFXKeyExportable in other words", with(">false<", ">no<"), 415),
                row("a blob before the settings", p -> blobFirst(p), 500),
                row("no store for type 2", without("PFXCertPasswordEncryptionStore"), 500),
                row("a store that is not there", with(">My<", ">Elsewhere<"), 500),
                row("a password to the enrolment certificate", with(">2</Data>", ">1</Data>"), 500),
                row("a password type that there is none", with(">2</Data>", ">5</Data>"), 500),
                row("the encrypted password taken for a clear one", with(">2</Data>", ">0</Data>"), 500),
                row("a password for somebody else", this::forSomebodyElse, 500),
                row("another password than the blob's", this::anotherPassword, 500),
                row("base64 with line breaks in the blob", p -> broken(p, "PFXCertBlob"), 500),
                row("base64 with line breaks in an anchor", p -> broken(p, "EncodedCertificate"), 500),
                row("an anchor under another name", 
                        p -> p.replaceFirst("Certificates/Root/[0-9A-F]{40}", "Certificates/Root/" + "0".repeat(40)), 500),
                row("an anchor as text", with(">b64<", ">chr<"), 415),
                row("an anchor that is no certificate", p -> p.replaceFirst("(b64</Format></Meta><Data>)[^<]+", "$1AAAA"), 500),
                row("a root for a user", with("./Device/Vendor/MSFT/RootCA", "./User/Vendor/MSFT/RootCA"), 404),
                row("an anchor's inner node", with("/EncodedCertificate<", "<"), 405),
                row("a node that there is none", with("/PFXKeyExportable<", "/PFXExportable<"), 404),
                row("a node that is read only", with("/PFXKeyExportable<", "/Status<"), 405),
                row("a LocURI that begins with a slash", with(">./User", ">/User"), 400),
                row("a Format in no namespace", with(" xmlns=\"syncml:metinf\"", ""), 400),
                row("an Atomic in an Atomic", p -> "<Atomic>" + p + "</Atomic>", 507),
                row("a Get in an Atomic", 
                        with("<Atomic>", "<Atomic><Get><Item><Target><LocURI>./User/x</LocURI></Target></Item></Get>"), 507),
                row("markup in a value", with(">My<", "><My/><"), 500), row("text that is no XML", with("</Atomic>", ""), 400),
                row("a document type", p -> "<!DOCTYPE x>" + p, 400));
    }

    private static Arguments row(String what, UnaryOperator<String> spoilt, int status) {
        return arguments(what, spoilt, status);
    }

    private static UnaryOperator<String> with(String old, String fresh) {
        return profile -> profile.replace(old, fresh);
    }

    private static UnaryOperator<String> without(String node) {
        return profile -> profile.replaceFirst("<Add><Item><Target><LocURI>[^<]+/" + node + "</LocURI>.*?</Add>", "");
    }

    private static String blobFirst(String profile) {
        int blob = profile.lastIndexOf("<Add>", profile.indexOf("/PFXCertBlob"));
        int end = profile.indexOf("</Add>", blob) + 6;
        return "<Atomic>" + profile.substring(blob, end) + profile.substring(8, blob) + profile.substring(end);
    }

    private static String broken(String profile, String node) {
        int data = profile.indexOf("<Data>", profile.indexOf("/" + node)) + 6;
        return profile.substring(0, data + 64) + "\r\n" + profile.substring(data + 64);
    }

    private String forSomebodyElse(String profile) {
        return password(profile, PcProfile.enveloped("secret".getBytes(), issuing.certificate()));
    }

    private String anotherPassword(String profile) {
        return password(profile, "AAAA".getBytes());
    }

    private static String password(String profile, byte[] password) {
        return profile.replaceFirst("(/PFXCertPassword</LocURI>.*?<Data>)[^<]+", "$1" + PcProfile.base64(password));
    }

    @Test
    void aCommandNeedsACmdIdOfItsOwn() {
        var anchor = PcProfile.anchors("Root", root.certificate());
        assertThat(pc().execute(anchor)).extracting(Status::data).containsExactly(400);
        assertThat(pc().execute(PcProfile.numbered(anchor) + PcProfile.numbered(anchor))).extracting(Status::data)
                .containsExactly(200, 400);
    }
}

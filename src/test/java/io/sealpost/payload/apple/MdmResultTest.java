package io.sealpost.payload.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dd.plist.NSDictionary;
import com.dd.plist.PropertyListParser;
import io.sealpost.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MdmResultTest {
    private static final String HEAD =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">";

    @Test
    void aCertificateListIsRead() throws Exception {
        String data = Base64.getMimeEncoder().encodeToString(TestCertificates.root().getEncoded());
        MdmResult result = read("<dict><key>UDID</key><string>D-1</string><key>CommandUUID</key><string>C-1</string><key>Status</key>"
            + "<string>Acknowledged</string>"
            + "<key>CertificateList</key><array><dict><key>CommonName</key><string>Root</string><key>Data</key><data>\n"
            + data + "\n</data><key>IsIdentity</key><true/></dict><dict><key>Data</key><data>AAAA</data></dict></array></dict>");
        assertThat(result.udid()).isEqualTo("D-1");
        assertThat(result.commandUuid()).isEqualTo("C-1");
        assertThat(result.status()).isEqualTo("Acknowledged");
        assertThat(result.certificates()).singleElement().satisfies(each -> {
            assertThat(each.identity()).isTrue();
            assertThat(each.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=Root");
        });
        assertThat(result.undecodable()).isEqualTo(1);
        assertThat(result.errorText()).isNull();
        assertThat(result.messageType()).isNull();
    }

    @Test
    void aProfileListAnErrorChainAndACheckInAreRead() {
        assertThat(read("<dict><key>ProfileList</key><array><dict><key>PayloadIdentifier</key><string>com.example.smime</string>"
            + "<key>PayloadUUID</key><string>U-1</string><key>IsEncrypted</key><true/></dict></array></dict>").profiles())
            .containsExactly(new ListedProfile("com.example.smime", "U-1"));
        MdmResult error = read("<dict><key>Status</key><string>Error</string><key>ErrorChain</key><array><dict><key>ErrorCode</key>"
            + "<integer>12075</integer><key>ErrorDomain</key><string>MDMErrorDomain</string><key>LocalizedDescription</key>"
            + "<string>Nicht installiert</string><key>USEnglishDescription</key><string>Not installed</string></dict><dict>"
            + "<key>LocalizedDescription</key><string>Grund</string></dict></array></dict>");
        assertThat(error.errorDomain()).isEqualTo("MDMErrorDomain");
        assertThat(error.errorCode()).isEqualTo(12075);
        assertThat(error.errorText()).isEqualTo("Not installed: Grund");
        MdmResult checkIn = read("<dict><key>MessageType</key><string>Authenticate</string><key>EnrollmentID</key><string>E-1</string>"
            + "<key>Model</key><string>MN6T2</string><key>ProductName</key><string>iPhone12,1</string></dict>");
        assertThat(checkIn.messageType()).isEqualTo("Authenticate");
        assertThat(checkIn.udid()).isEqualTo("E-1");
        assertThat(checkIn.model()).isEqualTo("MN6T2");
        assertThat(checkIn.productName()).isEqualTo("iPhone12,1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<plist><array/></plist>", "<plist><dict><key>a</key></dict></plist>",
        "<!DOCTYPE plist [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><plist><dict><key>UDID</key><string>&a;</string></dict></plist>",
        "<!DOCTYPE plist [<!ENTITY a \"b\">]><plist><dict/></plist>",
        "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]><plist><string>&c;</string></plist>",
        "<!DOCTYPE plist [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;]><plist><dict/></plist>",
        "<plist><dict><key>a</key><integer>x</integer></dict></plist>", "<plist><dict><key>a</key><date>x</date></dict></plist>"})
    void whatIsNoPlainPlistIsUnreadable(String text) {
        assertThatThrownBy(() -> MdmResult.read(text.getBytes(StandardCharsets.UTF_8))).isInstanceOf(UnreadablePlist.class);
    }

    @Test
    void depthAndSizeAreBounded() {
        assertThatThrownBy(() -> read("<array>".repeat(100_000))).isInstanceOf(UnreadablePlist.class);
        assertThatThrownBy(() -> read("<array>".repeat(5000) + "</array>".repeat(5000))).isInstanceOf(UnreadablePlist.class);
        assertThatThrownBy(() -> MdmResult.read(new byte[9 << 20])).isInstanceOf(UnreadablePlist.class).hasMessageContaining("too large");
    }

    @Property(tries = 300)
    void anyBytesAreReadOrUnreadable(@ForAll @Size(max = 200) byte[] bytes) {
        attempt(bytes);
    }

    @Property(tries = 800)
    void anyElementsAreReadOrUnreadable(@ForAll("elements") List<String> elements) {
        attempt((HEAD + "<dict>" + String.join("", elements) + "</dict></plist>").getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 800)
    void aDamagedAnswerIsReadOrUnreadable(@ForAll @IntRange(max = 2000) int at, @ForAll byte value) {
        byte[] answer = MdmCommands.installProfile(new UUID(1, 2), new byte[] {1, 2, 3});
        answer[at % answer.length] = value;
        attempt(answer);
    }

    @Provide
    Arbitrary<List<String>> elements() {
        return Arbitraries.of("<key>ErrorChain</key>", "<key>CertificateList</key>", "<key>Status</key>", "<key>UDID</key>", "<key/>",
            "<array>", "</array>", "<dict>", "</dict>", "<string>x</string>", "<string/>", "<integer>7</integer>",
            "<integer>99999999999999999999</integer>", "<real>nan</real>",
            "<true/>", "<date>2026-11-23T00:00:00Z</date>", "<date/>", "<data>AAAA</data>", "<data>!</data>", "text",
            "<other/>")
            .list().ofMaxSize(8);
    }

    @Test
    void commandsAreAsAppleDocumentsThem() throws Exception {
        UUID id = UUID.fromString("0a1b2c3d-0000-4000-8000-00000000000f");
        for (byte[] command : List.of(MdmCommands.installProfile(id, new byte[] {1}), MdmCommands.removeProfile(id, "com.example.smime"),
                MdmCommands.certificateList(id), MdmCommands.profileList(id))) {
            assertThat(new String(command, StandardCharsets.UTF_8)).startsWith("<?xml");
            NSDictionary read = (NSDictionary) PropertyListParser.parse(command);
            assertThat(read.allKeys()).containsExactlyInAnyOrder("CommandUUID", "Command");
            assertThat(read.get("CommandUUID").toString()).isEqualTo("0A1B2C3D-0000-4000-8000-00000000000F");
        }
        NSDictionary remove = (NSDictionary) ((NSDictionary) PropertyListParser.parse(MdmCommands.removeProfile(id, "a.b")))
            .get("Command");
        assertThat(remove.get("RequestType").toString()).isEqualTo("RemoveProfile");
        assertThat(remove.get("Identifier").toString()).isEqualTo("a.b");
    }

    private static void attempt(byte[] bytes) {
        try {
            assertThat(MdmResult.read(bytes).certificates()).isNotNull();
        } catch (UnreadablePlist named) {
            assertThat(named).hasMessageMatching("(?s).{5,}");
        }
    }

    private static MdmResult read(String plist) {
        return MdmResult.read((HEAD + plist + "</plist>").getBytes(StandardCharsets.UTF_8));
    }
}

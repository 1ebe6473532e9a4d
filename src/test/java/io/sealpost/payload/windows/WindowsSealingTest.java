package io.sealpost.payload.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.KeyMismatch;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What leaves for a PC, read with the JDK's DOM and openssl. */
class WindowsSealingTest {
    @TempDir
    Path folder;
    private final KeyPair pc = TestCertificates.key("PC", "2048");
    private final WindowsRecipient recipient = new WindowsRecipient(TestCertificates.issue(pc.getPublic(), null,
        TestCertificates.ENCRYPT, new KeyPurposeId[0], 0), "My \"<&>\" Store");
    private EscrowFixture escrow;
    private WindowsSealing sealing;

    @BeforeEach
    void pc() throws Exception {
        escrow = new EscrowFixture(folder);
        sealing = new WindowsSealing(escrow.escrow);
        Files.writeString(folder.resolve("pc.crt"), OpenSsl.pem(recipient.certificate()));
        Files.writeString(folder.resolve("pc.key"), OpenSsl.pem("PRIVATE KEY", pc.getPrivate().getEncoded()));
    }

    @ParameterizedTest
    @EnumSource(Pkcs12Encoding.class)
    void S26_everyHistoricKeyIsInTheProfileAndOpensByOpenSslAloneWithThePcsKey(Pkcs12Encoding encoding) throws Exception {
        List<WindowsIdentity> identities = history("2048", "4096", "P-384");
        Map<String, String> nodes = nodes(sealing.identities(identities, recipient, encoding), true);
        assertThat(nodes).hasSize(7 * identities.size());
        for (WindowsIdentity identity : identities) {
            String uri = "./User/Vendor/MSFT/ClientCertificateInstall/PFXCertInstall/" + Thumbprint.of(identity.certificate());
            Files.write(folder.resolve("password.p7m"), Base64.getDecoder().decode(nodes.get(uri + "/PFXCertPassword")));
            Files.write(folder.resolve("password"), OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "password.p7m",
                "-recip", "pc.crt", "-inkey", "pc.key"));
            Files.write(folder.resolve("id.p12"), Base64.getDecoder().decode(nodes.get(uri + "/PFXCertBlob")));
            OpenSsl.run(folder, "pkcs12", "-legacy", "-in", "id.p12", "-passin", "file:password", "-nodes", "-out", "id.pem");
            assertThat(Files.readString(folder.resolve("id.pem"))).contains(OpenSsl.pem(identity.certificate()).strip(), "PRIVATE KEY");
        }
    }

    @Test
    void eachIdentityIsItsNodeThenItsSettingsThenTheBlobThatImportsIt() throws Exception {
        byte[] profile = sealing.identities(history(), recipient, Pkcs12Encoding.COMPATIBLE);
        assertThat(new String(profile, StandardCharsets.UTF_8)).startsWith("<Atomic><Add>").endsWith("</Add></Atomic>");
        Map<String, String> nodes = nodes(profile, true);
        String uri = nodes.keySet().iterator().next();
        assertThat(nodes.keySet()).containsExactly(uri, uri + "/KeyLocation", uri + "/PFXCertPassword",
            uri + "/PFXCertPasswordEncryptionType", uri + "/PFXCertPasswordEncryptionStore", uri + "/PFXKeyExportable",
            uri + "/PFXCertBlob");
        assertThat(nodes).containsEntry(uri, null).containsEntry(uri + "/KeyLocation", "3")
            .containsEntry(uri + "/PFXCertPasswordEncryptionType", "2").containsEntry(uri + "/PFXKeyExportable", "false")
            .containsEntry(uri + "/PFXCertPasswordEncryptionStore", "My \"<&>\" Store");
    }

    @Test
    void S12_rootAndIntermediateGoToTheWholePcEachForItself() throws Exception {
        X509Certificate root = TestCertificates.root();
        X509Certificate issuing = TestCertificates.issuing();
        byte[] profile = sealing.anchors(List.of(root, issuing));
        Map<String, String> nodes = nodes(profile, false);
        String anchors = "./Device/Vendor/MSFT/RootCATrustedCertificates/";
        assertThat(nodes).containsExactly(
            Map.entry(anchors + "Root/" + Thumbprint.of(root) + "/EncodedCertificate",
                Base64.getEncoder().encodeToString(root.getEncoded())),
            Map.entry(anchors + "CA/" + Thumbprint.of(issuing) + "/EncodedCertificate",
                Base64.getEncoder().encodeToString(issuing.getEncoded())));
        assertThat(new String(profile, StandardCharsets.UTF_8)).startsWith("<Add>").doesNotContain("Atomic");
    }

    @Test
    void passwordsAreFreshForEachIdentityAndEachSealing() throws Exception {
        List<WindowsIdentity> identities = history("2048", "2048");
        Set<String> sealed = new HashSet<>();
        Set<String> blobs = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            nodes(sealing.identities(identities, recipient, Pkcs12Encoding.MODERN), true).forEach((uri, data) -> {
                if (uri.endsWith("Blob")) {
                    blobs.add(data);
                } else if (uri.endsWith("PFXCertPassword")) {
                    sealed.add(data);
                }
            });
        }
        assertThat(sealed).hasSize(6);
        assertThat(blobs).hasSize(6);
    }

    @Test
    void aSwappedRowNeverLeaves() {
        List<WindowsIdentity> identities = history("2048");
        WindowsIdentity swapped = new WindowsIdentity(identities.get(0).certificate(), identities.get(1).key());
        assertThatThrownBy(() -> sealing.identities(List.of(swapped), recipient, Pkcs12Encoding.MODERN)).isInstanceOf(KeyMismatch.class);
    }

    @Test
    void aPcWithoutRsaIsRefused() {
        WindowsRecipient elliptic = new WindowsRecipient(TestCertificates.issuing(), "My");
        assertThatThrownBy(() -> sealing.identities(history("2048"), elliptic, Pkcs12Encoding.MODERN))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("RSA");
    }

    @Test
    void aProfileThatFleetWouldNotTakeIsRefusedWithItsSize() {
        List<X509Certificate> many = new ArrayList<>();
        X509Certificate root = TestCertificates.root();
        for (int i = 0; i < 2000; i++) {
            many.add(root);
        }
        assertThatThrownBy(() -> sealing.anchors(many)).isInstanceOf(UnprovenPayload.class).hasMessageContaining("1048576 at most");
    }

    @Test
    void whatIsNotTheProfileOfItsIdentitiesIsNeverProven() {
        List<WindowsIdentity> identities = history("2048");
        byte[] profile = sealing.identities(identities, recipient, Pkcs12Encoding.MODERN);
        for (String bad : List.of("<Atomic/>", text(profile) + text(profile), "<!DOCTYPE a [<!ENTITY b \"c\">]>" + text(profile),
                text(profile).replace("<Data>2<", "<Data>0<"), text(profile).replace(">int<", ">chr<"))) {
            assertThatThrownBy(() -> WindowsProof.identities(bad.getBytes(StandardCharsets.UTF_8), identities, Map.of(), recipient, null))
                .as(bad.substring(0, Math.min(60, bad.length()))).isInstanceOf(UnprovenPayload.class);
        }
    }

    @Test
    void textsHoldNoKeyAndNoPassword() {
        assertThat(history("2048") + " " + new Node("./User/x/PFXCertPassword", "chr", "abcdef"))
            .doesNotContain("[B@", "PrivateKey", "abcdef");
    }

    private static String text(byte[] profile) {
        return new String(profile, StandardCharsets.UTF_8);
    }

    // Encryption identities of these types, the oldest first, and last a signing identity.
    private List<WindowsIdentity> history(String... types) {
        List<WindowsIdentity> identities = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            int usage = types[i].startsWith("P-") ? KeyUsage.keyAgreement : TestCertificates.ENCRYPT;
            identities.add(identity(TestCertificates.key("Encryption " + i, types[i]), usage, types.length - 1 - i));
        }
        identities.add(identity(TestCertificates.key("Signing", "2048"), TestCertificates.SIGN, 0));
        return identities;
    }

    private WindowsIdentity identity(KeyPair pair, int usage, int yearsAgo) {
        return new WindowsIdentity(TestCertificates.mail(pair.getPublic(), "anna@example.com", usage, yearsAgo), escrow.keep(pair));
    }

    private static Map<String, String> nodes(byte[] profile, boolean atomic) throws Exception {
        byte[] whole = atomic ? profile : ("<Atomic>" + text(profile) + "</Atomic>").getBytes(StandardCharsets.UTF_8);
        Element top = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new ByteArrayInputStream(whole))
            .getDocumentElement();
        Map<String, String> nodes = new LinkedHashMap<>();
        NodeList adds = top.getElementsByTagName("Add");
        for (int i = 0; i < adds.getLength(); i++) {
            Element add = (Element) adds.item(i);
            NodeList data = add.getElementsByTagName("Data");
            nodes.put(add.getElementsByTagName("LocURI").item(0).getTextContent(),
                data.getLength() == 0 ? null : data.item(0).getTextContent());
        }
        return nodes;
    }
}

package io.sealpost.pki;

import static io.sealpost.TestCertificates.ENCRYPT;
import static io.sealpost.TestCertificates.MAIL;
import static io.sealpost.TestCertificates.NOW;
import static io.sealpost.TestCertificates.SIGN;
import static io.sealpost.TestCertificates.issue;
import static io.sealpost.TestCertificates.issuing;
import static io.sealpost.TestCertificates.key;
import static io.sealpost.TestCertificates.mail;
import static io.sealpost.TestCertificates.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    private static final PublicKey RSA = key("Anna", "2048").getPublic();
    private static final PublicKey EC = key("Anna", "P-256").getPublic();
    private static final KeyPurposeId[] NONE = {};
    private static final KeyPurposeId[] MAIL_ONLY = {MAIL};

    @Test
    void S7_usageFollowsRfc8550() {
        assertThat(usage(RSA, ENCRYPT, MAIL_ONLY)).isEqualTo("encrypt");
        assertThat(usage(RSA, SIGN, MAIL_ONLY)).isEqualTo("sign");
        assertThat(usage(RSA, KeyUsage.nonRepudiation, MAIL_ONLY)).isEqualTo("sign");
        assertThat(usage(RSA, 0, MAIL_ONLY)).isEqualTo("sign encrypt");
        assertThat(usage(RSA, 0, NONE)).isEqualTo("sign encrypt");
        assertThat(usage(RSA, 0, new KeyPurposeId[] {KeyPurposeId.anyExtendedKeyUsage})).isEqualTo("sign encrypt");
        assertThat(usage(RSA, SIGN | ENCRYPT, new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth})).isEmpty();
        assertThat(usage(RSA, KeyUsage.keyAgreement, MAIL_ONLY)).isEmpty();
        assertThat(usage(EC, ENCRYPT, MAIL_ONLY)).isEmpty();
        assertThat(usage(EC, KeyUsage.keyAgreement, MAIL_ONLY)).isEqualTo("encrypt");
        assertThat(usage(EC, KeyUsage.keyAgreement | KeyUsage.encipherOnly, MAIL_ONLY)).isEqualTo("encrypt");
        assertThat(usage(EC, KeyUsage.keyAgreement | KeyUsage.decipherOnly, MAIL_ONLY)).isEmpty();
    }

    private static String usage(PublicKey key, int usage, KeyPurposeId[] purposes) {
        X509Certificate c = issue(key, "anna@example.com", usage, purposes, 0);
        return ((Certificates.canSign(c) ? "sign " : "") + (Certificates.canEncrypt(c) ? "encrypt" : "")).strip();
    }

    @Test
    void addressesComeFromAllThreePlacesInLowerCase(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("key.pem"), OpenSsl.pem("PRIVATE KEY", key("Anna", "2048").getPrivate().getEncoded()));
        String der = "req -x509 -new -key key.pem -subj /CN=Anna/emailAddress=Legacy@Example.com -outform DER -utf8 -addext";
        List<String> command = new ArrayList<>(List.of(der.split(" ")));
        command.add("subjectAltName=email:Anna@Example.com,otherName:1.3.6.1.5.5.7.8.9;UTF8:International@Example.com,DNS:example.com");
        X509Certificate c = Certificates.parse(OpenSsl.run(folder, command.toArray(String[]::new)));
        assertThat(Certificates.addresses(c)).isEqualTo(Set.of("anna@example.com", "international@example.com", "legacy@example.com"));
    }

    @Test
    void S21_theNewestValidEncryptionCertificateOfTheAddressIsCurrent() {
        X509Certificate newest = mail(RSA, "anna@example.com", ENCRYPT, 0);
        X509Certificate older = mail(RSA, "anna@example.com", ENCRYPT, 1);
        X509Certificate expired = mail(RSA, "anna@example.com", ENCRYPT, 3);
        X509Certificate signing = mail(RSA, "anna@example.com", SIGN, 0);
        X509Certificate other = mail(RSA, "berta@example.com", ENCRYPT, 0);
        assertThat(Certificates.current(List.of(older, newest, expired, signing, other), "Anna@Example.COM", NOW)).contains(newest);
        assertThat(Certificates.current(List.of(expired, signing, other), "anna@example.com", NOW)).isEmpty();
        X509Certificate twin = mail(RSA, "anna@example.com", ENCRYPT, 0);   // same dates, higher serial number
        assertThat(Certificates.current(List.of(twin, newest), "anna@example.com", NOW)).contains(twin);
        assertThat(Certificates.current(List.of(newest, twin), "anna@example.com", NOW)).contains(twin);
    }

    @Test
    void aPathLeadsToAnAnchorOrIsRefusedWithTheReason() {
        X509Certificate leaf = mail(RSA, "anna@example.com", SIGN, 0);
        Certificates.verifyChain(leaf, List.of(issuing()), List.of(root()), NOW);
        Certificates.verifyChain(leaf, List.of(), List.of(issuing()), NOW);
        assertThatThrownBy(() -> Certificates.verifyChain(leaf, List.of(), List.of(root()), NOW)).isInstanceOf(UntrustedCertificate.class)
            .hasMessageContaining("anna@example.com");
        assertThatThrownBy(() -> Certificates.verifyChain(leaf, List.of(issuing()), List.of(root()), NOW.plus(900, ChronoUnit.DAYS)))
            .isInstanceOf(UntrustedCertificate.class).hasMessageContaining("2029");
        assertThatThrownBy(() -> Certificates.verifyChain(leaf, List.of(), List.of(), NOW)).isInstanceOf(UntrustedCertificate.class);
    }

    @Test
    void keysMatchTheirOwnPublicKeyOnly() {
        for (String type : List.of("2048", "P-256", "P-384")) {
            assertThat(Certificates.matches(key("One", type).getPrivate(), key("One", type).getPublic())).isTrue();
            assertThat(Certificates.matches(key("One", type).getPrivate(), key("Two", type).getPublic())).isFalse();
            assertThat(Certificates.matches(key("One", type).getPrivate(), key("One", "3072").getPublic())).isFalse();
        }
    }

    @Test
    void pemAndPkcs7HoldWhatOpenSslPutThere(@TempDir Path folder) throws Exception {
        X509Certificate leaf = mail(RSA, "anna@example.com", SIGN, 0);
        String pem = "A comment\n" + OpenSsl.pem(leaf) + OpenSsl.pem(issuing());
        assertThat(Certificates.parsePem(pem)).hasSize(2).startsWith(leaf);
        Files.writeString(folder.resolve("all.pem"), pem);
        byte[] p7 = OpenSsl.run(folder, "crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform", "DER");
        assertThat(Certificates.parsePkcs7(p7)).hasSize(2).contains(leaf);
        Files.writeString(folder.resolve("key.pem"), OpenSsl.pem("PRIVATE KEY", key("Anna", "2048").getPrivate().getEncoded()));
        byte[] signed = OpenSsl.run(folder, "cms", "-sign", "-in", "all.pem", "-signer", "all.pem", "-inkey", "key.pem", "-outform",
            "DER");
        assertThat(Certificates.parsePkcs7(signed)).containsExactly(leaf);   // as userSMIMECertificate has it
    }

    @Test
    void fingerprintsAreThoseOfOpenSsl(@TempDir Path folder) throws Exception {
        X509Certificate c = mail(EC, "anna@example.com", SIGN, 0);
        Files.writeString(folder.resolve("c.pem"), OpenSsl.pem(c));
        String line = new String(OpenSsl.run(folder, "x509", "-in", "c.pem", "-noout", "-fingerprint", "-sha256"),
            StandardCharsets.US_ASCII);
        assertThat(line.strip().replace(":", "").toLowerCase(Locale.ROOT)).endsWith(Certificates.sha256(c));
        Files.write(folder.resolve("spki"), EC.getEncoded());
        String spki = new String(OpenSsl.run(folder, "dgst", "-sha256", "-r", "spki"), StandardCharsets.US_ASCII);
        assertThat(spki).startsWith(Certificates.spki(EC));
    }

    @Test
    void whatFollowsACertificateIsNotIgnored() throws Exception {
        byte[] der = TestCertificates.root().getEncoded();
        assertThatThrownBy(() -> Certificates.parse(Arrays.copyOf(der, der.length + 1))).isInstanceOf(UndecodableCertificate.class);
        assertThatThrownBy(() -> Certificates.parse(Arrays.copyOf(der, der.length - 1))).isInstanceOf(UndecodableCertificate.class);
        assertThatThrownBy(() -> Certificates.parsePem("no PEM")).isInstanceOf(UndecodableCertificate.class);
    }
}

package io.sealpost.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.audit.Audit;
import io.sealpost.pki.Certificates;
import io.sealpost.user.UsersFixture;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

class IdentityImportTest {
    private static final String HEAD = "file,password,user,purpose\r\n";
    @TempDir
    Path temporary;
    private Path folder;
    private EscrowFixture escrow;
    private IdentityImport imports;
    private final Audit audit = Mockito.mock(Audit.class);

    @BeforeEach
    void escrow() throws Exception {
        folder = Files.createDirectory(temporary.resolve("import"));
        escrow = new EscrowFixture(folder);
        imports = new IdentityImport(escrow.escrow, UsersFixture.users(escrow.database.jdbc(), escrow.clock, audit),
            UsersFixture.certificates(escrow.database.jdbc(), escrow.clock), audit, escrow.database.transactions(),
            escrow.clock);
    }

    @Test
    void P13_everyUsualProtectionIsImportedAndLinkedToItsUser() throws Exception {
        UUID anna = UsersFixture.add(escrow.database.jdbc(), "anna@example.com");
        X509Certificate old = pfx("old.p12", "2048", TestCertificates.ENCRYPT, "pw", "-legacy", "-descert", "-iter", "2048");
        X509Certificate rc2 = pfx("rc2.p12", "3072", TestCertificates.ENCRYPT, "pw", "-legacy");
        X509Certificate now = pfx("now.p12", "P-256", KeyUsage.keyAgreement, "pw");
        List<Result> results = run("m.csv", HEAD + "old.p12,pw,anna@example.com,smimeEncryption\r\nrc2.p12,pw,ANNA@example.com,\r\n"
            + "now.p12,pw,anna@example.com,SMIMEENCRYPTION\r\n");
        assertThat(results).extracting(Result::status).containsOnly(Result.Status.IMPORTED);
        assertThat(results).extracting(Result::certificate).containsExactly(Certificates.sha256(old), Certificates.sha256(rc2),
            Certificates.sha256(now));
        assertThat(escrow.database.jdbc().sql("select certificate from user_certificate where user_id = ? and source = 'IMPORT'")
            .param(anna).query(String.class).list()).hasSize(3);
        assertThat(escrow.database.jdbc().sql("select due_at from directory_user where due_at is not null").query().listOfRows())
            .hasSize(1);
        Mockito.verify(audit, Mockito.times(3)).record(Mockito.eq("import-identity"), Mockito.anyString(),
            Mockito.startsWith("certificate "));
        assertThat(run("m.csv", HEAD + "old.p12,pw,anna@example.com,smimeEncryption\r\n")).extracting(Result::status)
            .containsExactly(Result.Status.ALREADY);
        Mockito.verifyNoMoreInteractions(audit);
    }

    @Test
    void everyRefusalNamesCauseAndFixAndShowsNoPassword() throws Exception {
        pfx("good.p12", "2048", TestCertificates.ENCRYPT, "right-password");
        pfx("sign.p12", "2048", TestCertificates.SIGN, "pw");
        Files.writeString(folder.resolve("junk.p12"), "no PFX");
        Files.writeString(folder.resolve("cert.pem"), OpenSsl.pem(TestCertificates.root()));
        OpenSsl.run(folder, "pkcs12", "-export", "-nokeys", "-in", "cert.pem", "-passout", "pass:pw", "-out", "nokey.p12");
        Files.write(temporary.resolve("outside.p12"), Files.readAllBytes(folder.resolve("good.p12")));
        Files.createSymbolicLink(folder.resolve("link.p12"), temporary.resolve("outside.p12"));
        List<Result> results = run("m.csv", HEAD + "good.p12,wrong-secret,a@example.com,\r\ngood.p12,gehei\u043cnis,a@example.com,\r\n"
            + "absent.p12,pw,a@example.com,\r\njunk.p12,pw,a@example.com,\r\nnokey.p12,pw,a@example.com,\r\nsign.p12,pw,a@example.com,\r\n"
            + "../outside.p12,pw,a@example.com,\r\n/etc/hostname,pw,a@example.com,\r\nlink.p12,pw,a@example.com,\r\n"
            + "good.p12,right-password,,\r\ngood.p12,right-password,a@example.com,mailing\r\n"
            + "good.p12,wrong,secret,a@example.com,\r\n,pw,a@example.com,\r\n");
        assertThat(results).extracting(Result::status).containsOnly(Result.Status.REFUSED);
        assertThat(results).extracting(Result::code).containsExactly("password", "password-not-latin-1", "missing", "undecodable",
            "no-key", "usage", "outside", "outside", "outside", "user", "purpose", "columns", "outside");
        assertThat(results).extracting(Result::line).startsWith(2L, 3L, 4L);
        assertThat(results.toString()).doesNotContain("wrong-secret", "right-password", "gehei");
        assertThat(Files.readString(folder.resolve("m.csv.result.csv")))
            .startsWith("line,file,status,code,text,certificate\r\n2,good.p12,REFUSED,password,")
            .doesNotContain("wrong-secret", "right-password", "gehei");
        assertThat(escrow.database.jdbc().sql("select count(*) from wrapped_key").query(Integer.class).single()).isZero();
        Mockito.verifyNoInteractions(audit);
    }

    @Test
    void P2_aKeyThatDoesNotBelongToItsCertificateIsRefused() throws Exception {
        KeyPair one = TestCertificates.key("PFX", "2048");
        X509Certificate others = TestCertificates.mail(TestCertificates.key("Other", "2048").getPublic(), "anna@example.com",
            TestCertificates.ENCRYPT, 0);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("a", one.getPrivate(), "pw".toCharArray(), new X509Certificate[] {others});
        try (OutputStream out = Files.newOutputStream(folder.resolve("mixed.p12"))) {
            store.store(out, "pw".toCharArray());
        }

        Result result = run("m.csv", HEAD + "mixed.p12,pw,anna@example.com,\r\n").get(0);

        assertThat(result.code()).isEqualTo("mismatch");
        assertThat(result.text()).contains("does not belong to its certificate; export it again");
        assertThat(escrow.database.jdbc().sql("select count(*) from certificate").query(Integer.class).single()).isZero();
    }

    @Test
    void aByteOrderMarkQuotesAndPasswordsBeyondAsciiAreRead() throws Exception {
        pfx("with, comma.p12", "2048", TestCertificates.ENCRYPT, "a,\"b\"");
        pfx("umlaut.p12", "P-256", KeyUsage.keyAgreement, "gr\u00fc\u00dfe");
        List<Result> results = run("m.csv", "\uFEFFuser,purpose,file,password\n"
            + "\"anna\",smimeEncryption,\"with, comma.p12\",\"a,\"\"b\"\"\"\n"
            + "anna,,umlaut.p12,gr\u00fc\u00dfe\n");
        assertThat(results).extracting(Result::status).containsOnly(Result.Status.IMPORTED);
        assertThat(results.get(0).text()).contains("No user has the name or address anna");
    }

    @Test
    void P13_aDryRunSaysTheSameAndChangesNothing() throws Exception {
        pfx("good.p12", "2048", TestCertificates.ENCRYPT, "pw");
        String rows = HEAD + "good.p12,pw,anna@example.com,\r\ngood.p12,no,anna@example.com,\r\n";
        assertThat(run("m.dry-run.csv", rows)).extracting(Result::status).containsExactly(Result.Status.WOULD_IMPORT,
            Result.Status.REFUSED);
        assertThat(escrow.database.jdbc().sql("select count(*) from wrapped_key").query(Integer.class).single()).isZero();
        assertThat(escrow.database.jdbc().sql("select count(*) from certificate").query(Integer.class).single()).isZero();
        assertThat(folder.resolve("m.dry-run.csv.result.csv")).content().contains("WOULD_IMPORT");
        assertThat(run("m.csv", rows)).extracting(Result::status).containsExactly(Result.Status.IMPORTED, Result.Status.REFUSED);
        assertThat(run("m.dry-run.csv", rows)).extracting(Result::status).containsExactly(Result.Status.ALREADY, Result.Status.REFUSED);
    }

    @Test
    void aManifestThatIsNoneIsRefusedAsAWhole() throws Exception {
        assertThatThrownBy(() -> imports.open(folder.resolve("absent.csv"))).isInstanceOf(UnreadableManifest.class)
            .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> run("m.csv", "file;password;user;purpose\r\n")).isInstanceOf(UnreadableManifest.class)
            .hasMessageContaining("file,password,user,purpose");
        assertThatThrownBy(() -> run("m.csv", "")).isInstanceOf(UnreadableManifest.class);
        Files.write(folder.resolve("latin.csv"), (HEAD + "x.p12,secr\u00e9t,anna,\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read("latin.csv")).isInstanceOf(UnreadableManifest.class).hasMessageContaining("UTF-8")
            .hasMessageNotContaining("secr");
        assertThatThrownBy(() -> run("m.csv", HEAD + "x.p12,\"secret,anna,\r\n")).isInstanceOf(UnreadableManifest.class)
            .hasMessageNotContaining("secret");
    }

    @Test
    void P2_afterADeathAnImportGoesOnWhereItWas() throws Exception {
        pfx("good.p12", "2048", TestCertificates.ENCRYPT, "pw");
        Files.writeString(folder.resolve("m.csv"), HEAD + "absent.p12,pw,anna,\r\n\"two\nlines.p12\",pw,anna,\r\n"
            + "good.p12,pw,anna,\r\n");
        Manifest died = imports.open(folder.resolve("m.csv"));
        imports.importRow(died.next());
        Path part = folder.resolve("m.csv.result.csv.part");
        assertThat(part).as("a row's result is there before the next row is read").content().contains("2,absent.p12,REFUSED");
        imports.importRow(died.next());
        Files.writeString(part, "5,good.p1", java.nio.file.StandardOpenOption.APPEND);   // in the middle of a line
        Files.setLastModifiedTime(part, java.nio.file.attribute.FileTime.from(java.time.Instant.now().plusSeconds(1)));

        assertThat(read("m.csv", 3)).as("what is new").extracting(Result::file, Result::status)
            .containsExactly(org.assertj.core.groups.Tuple.tuple("good.p12", Result.Status.IMPORTED));

        assertThat(folder.resolve("m.csv.result.csv")).content().containsSubsequence("2,absent.p12,REFUSED", "4,\"two",
            "5,good.p12,IMPORTED").doesNotContain("5,good.p1\r");
    }

    @Test
    void P2_aManifestThatIsPutThereAnewIsReadFromItsBeginning() throws Exception {
        Files.writeString(folder.resolve("new.csv"), HEAD + "absent.p12,pw,anna,\r\n");
        Files.writeString(folder.resolve("m.csv"), HEAD + "absent.p12,old,anna,\r\n");
        imports.importRow(imports.open(folder.resolve("m.csv")).next());

        Files.move(folder.resolve("new.csv"), folder.resolve("m.csv"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(read("m.csv")).as("another manifest of the same name").hasSize(1);
        imports.importRow(imports.open(folder.resolve("m.csv")).next());
        Files.writeString(folder.resolve("m.csv.result.csv.part"), "damaged\r\n", java.nio.file.StandardOpenOption.APPEND);
        assertThat(read("m.csv")).hasSize(1);
    }

    @Test
    void rowsShowNoPassword() throws Exception {
        Files.writeString(folder.resolve("m.csv"), HEAD + "x.p12,secret,anna,smimeEncryption\r\n");
        try (Manifest manifest = imports.open(folder.resolve("m.csv"))) {
            assertThat(manifest.next().toString()).isEqualTo("Row[line=2, file=x.p12, user=anna, purpose=smimeEncryption]");
        }
    }

    private List<Result> run(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        return read(name);
    }

    private List<Result> read(String name) throws Exception {
        return read(name, 0);
    }

    /** @param all results with those of before; 0 if there are none */
    private List<Result> read(String name, int all) throws Exception {
        List<Result> results = new ArrayList<>();
        try (Manifest manifest = imports.open(folder.resolve(name))) {
            while (manifest.hasNext()) {
                results.add(imports.importRow(manifest.next()));
            }
            Summary summary = imports.finish(manifest);
            assertThat(summary.imported() + summary.already() + summary.refused()).isEqualTo(all > 0 ? all : results.size());
            assertThat(summary.result()).isRegularFile();
        }
        return results;
    }

    private X509Certificate pfx(String file, String type, int usage, String password, String... options) throws Exception {
        KeyPair pair = TestCertificates.key("PFX", type);
        X509Certificate certificate = TestCertificates.mail(pair.getPublic(), "anna@example.com", usage, 0);
        Files.writeString(folder.resolve("in.pem"), OpenSsl.pem("PRIVATE KEY", pair.getPrivate().getEncoded()) + OpenSsl.pem(certificate));
        Files.writeString(folder.resolve("in.password"), password);
        List<String> command = new ArrayList<>(List.of("pkcs12", "-export", "-in", "in.pem", "-passout", "file:in.password", "-out",
            file));
        command.addAll(List.of(options));
        OpenSsl.run(folder, command.toArray(String[]::new));
        return certificate;
    }
}

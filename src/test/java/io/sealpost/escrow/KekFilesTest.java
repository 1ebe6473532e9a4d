package io.sealpost.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key-encryption key that init makes comes back from its sheet and its backup, or is not made (P14). */
class KekFilesTest {
    private final SecureRandom random = new SecureRandom();
    @TempDir
    Path folder;
    private KekFiles kek;

    @BeforeEach
    void make() throws Exception {
        kek = KekFiles.in(folder, "kek-2026");
        kek.make(null, TestCertificates.NOW, random);
    }

    @Test
    void P14_opensslOpensARowWithWhatThePaperSaysAlone() throws Exception {
        var row = KeyWrapping.wrap("a private key".getBytes(), "kek-2026", current().get("kek-2026"), random);
        Files.write(folder.resolve("row.der"), row);
        var paper = Files.readAllLines(kek.sheet());
        var hex = new StringBuilder();
        paper.stream().filter(line -> line.matches("  [1-4]  ([0-9a-f]{4} ){4} [0-9a-f]{4}"))
            .forEach(line -> hex.append(line.substring(5, 24).replace(" ", "")));
        var command = paper.stream().map(String::strip).filter(line -> line.startsWith("openssl cms")).findFirst().orElseThrow()
            .replace("HEX", hex).split(" ");

        OpenSsl.run(folder, List.of(command).subList(1, command.length).toArray(String[]::new));

        assertThat(hex).hasSize(64);
        assertThat(folder.resolve("key.p8")).hasContent("a private key");
    }

    @Test
    void P14_theConfigurationThatIsMadeOpensTheKey() throws Exception {
        assertThat(current().current()).isEqualTo("kek-2026");
        assertThat(Files.readAllBytes(kek.backup())).isEqualTo(Files.readAllBytes(kek.keystore()));
        assertThat(kek.toString()).doesNotContain(Files.readString(kek.password()));
    }

    @Test
    void onlyTheOwnerReadsWhatIsMade() throws Exception {
        for (var file : kek.all()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as(file.toString()).isEqualTo("rw-------");
        }
    }

    @Test
    void P14_aSheetTypedByHandBringsTheSameKeyBack() throws Exception {
        var typed = Files.readString(kek.sheet()).lines().filter(line -> line.matches("Name.*|  [1-4]  .*"))
            .map(line -> line.startsWith("Name") ? line : line.strip().toUpperCase().replaceAll("(?<=\\w\\w) +(?=\\w)", ""))
            .reduce("", (text, line) -> line + "\r\n" + text);
        var again = KekFiles.in(folder.resolve("again"), KekFiles.nameOn(Files.writeString(folder.resolve("typed.txt"), typed)));

        again.make(folder.resolve("typed.txt"), TestCertificates.NOW, random);

        assertThat(typed).containsPattern("4 +[0-9A-F]{20}");
        assertThat(RecoverySheet.read(again.sheet()).key()).isEqualTo(current().get("kek-2026"));
    }

    @Test
    void aSlipOfTheHandIsNamedByItsLine() throws Exception {
        var sheet = Files.readString(kek.sheet());
        var third = sheet.lines().filter(line -> line.startsWith("  3  ")).findFirst().orElseThrow();
        var slip = third.substring(0, 5) + HexFormat.of().toHexDigits((byte) (HexFormat.fromHexDigit(third.charAt(5)) ^ 1)).substring(1)
            + third.substring(6);

        refused(sheet.replace(third, slip), "Line 3 of the key", "checksum");
        refused(sheet.replace(third, ""), "no line 3");
        refused(sheet.replace("Name: ", "Nome: "), "Name:");
    }

    private void refused(String sheet, String... messages) throws Exception {
        var file = Files.writeString(folder.resolve("slip.txt"), sheet);
        assertThatThrownBy(() -> RecoverySheet.read(file)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll(messages);
    }

    @Test
    void P14_aSheetOrABackupOfAnotherKeyIsNoProof() throws Exception {
        var other = KekFiles.in(folder.resolve("other"), "kek-2026");
        other.make(null, TestCertificates.NOW, random);
        var wrongSheet = new KekFiles("kek-2026", kek.keystore(), kek.password(), kek.backup(), other.sheet());
        var otherBackup = EscrowFixture.keystore(folder.resolve("b.p12"), EscrowFixture.KEK_BYTES);

        kek.prove(random);
        assertThatThrownBy(() -> wrongSheet.prove(random)).hasMessageContaining("does not open what the new key wrapped");
        assertThatThrownBy(() -> new KekFiles("kek-2026", kek.keystore(), kek.password(), otherBackup, kek.sheet()).prove(random))
            .hasMessageContaining("The backup of kek-2026");
        assertThatThrownBy(() -> new KekFiles("kek-2026", kek.keystore(), kek.password(), other.backup(), kek.sheet()).prove(random))
            .hasMessageContaining("password does not open it");
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        var before = Files.readAllBytes(kek.keystore());
        assertThatThrownBy(() -> kek.make(null, TestCertificates.NOW, random)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllBytes(kek.keystore())).isEqualTo(before);
    }

    private KeyEncryptionKeys current() throws Exception {
        return new KeyEncryptionKeys(new EscrowSettings("local", "kek-2026",
            Map.of("kek-2026", new EscrowSettings.Kek(kek.keystore(), "kek-2026", Files.readString(kek.password())))));
    }
}

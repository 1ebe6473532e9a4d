package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.Sealpost;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import picocli.CommandLine;

/** The commands init and account (P9: no questions; P14: no key is made that is not proven). */
class InitTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir
    Path folder;

    private int run(String... arguments) {
        return new CommandLine(new Sealpost()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    @Test
    void P9_itMakesAFolderWithEverythingAndAsksNothing() throws Exception {
        assertThat(run("init", folder.toString())).isZero();

        assertThat(folder.resolve("config/application.yaml")).hasSameTextualContentAs(Path.of("config/application.yaml"));
        assertThat(folder.resolve("config/jolokia-access.xml")).exists();
        assertThat(files(folder.resolve("routes"))).isEqualTo(files(Path.of("routes")));
        assertThat(out.toString()).contains("proved", "recovery-sheet-kek-20", "backup/kek-20", "Print", "delete the file");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void P9_theAccountsPasswordIsShownOnceAndKeptAsBcryptWithoutTheRolesOfMachines() throws Exception {
        run("init", folder.toString());

        var account = installation(folder);
        var password = Pattern.compile("password (\\S{24})").matcher(out.toString()).results().findFirst().orElseThrow().group(1);
        assertThat(account.get("sealpost.accounts.admin.password")).startsWith("{bcrypt}$2");
        assertThat(PasswordEncoderFactories.createDelegatingPasswordEncoder().matches(password,
            account.get("sealpost.accounts.admin.password"))).isTrue();
        assertThat(account.values()).contains("viewer", "operator", "approver").doesNotContain("importer", "channel");
        contents().forEach((file, content) -> assertThat(content).as(file).doesNotContain(password));
    }

    @Test
    void P2_aFileIsNoFolderAndStaysWhatItWas() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "mine");

        assertThat(run("init", file.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("is a file. Name a folder").doesNotContain("Delete");
        assertThat(file).hasContent("mine");
    }

    @Test
    void P14_aKeyIsNeverOverwritten() throws Exception {
        run("init", folder.toString());
        var before = contents();

        assertThat(run("init", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is an installation already", "never overwritten");
        assertThat(run("init", "--if-missing", folder.toString())).isZero();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void P14_aKeystoreOfTheAdministratorsOwnIsAnInstallationToo() throws Exception {
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/kek-old.p12"), "whatever");

        assertThat(run("init", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("kek-old.p12 exists");
        assertThat(files(folder)).containsExactly("config/kek-old.p12");
    }

    @Test
    void whatIsThereStaysAndAMissingRouteFileIsNotBroughtBack() throws Exception {
        Files.createDirectories(folder.resolve("config"));
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("config/application.yaml"), "mine");

        assertThat(run("init", folder.toString())).isZero();
        assertThat(folder.resolve("config/application.yaml")).hasContent("mine");
        assertThat(folder.resolve("config/certificate-profiles.yaml")).exists();
        assertThat(files(folder.resolve("routes"))).isEmpty();
    }

    @Test
    void halfAnInstallationIsTakenBack() throws Exception {
        Files.writeString(folder.resolve("backup"), "a file where the folder of backups would be");

        assertThat(run("init", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("Nothing was made", "backup");
        assertThat(files(folder)).containsExactly("backup");

        Files.delete(folder.resolve("backup"));
        assertThat(run("init", folder.toString())).isZero();
    }

    @Test
    void P14_theSheetBringsAnInstallationBack() throws Exception {
        run("init", folder.toString());
        var sheet = files(folder).stream().filter(file -> file.startsWith("recovery-sheet")).findFirst().orElseThrow();
        var again = folder.resolve("again");

        assertThat(run("init", "--recovery-sheet", folder.resolve(sheet).toString(), again.toString())).isZero();
        assertThat(installation(again).get("sealpost.escrow.kek")).isEqualTo(installation(folder).get("sealpost.escrow.kek"));

        Files.writeString(again.resolve("torn.txt"), "Name: kek-2026\n  1  0000 0000 0000 0000  0000\n");
        assertThat(run("init", "--recovery-sheet", again.resolve("torn.txt").toString(), folder.resolve("new").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("Line 1 of the key", "compare it with the paper");
    }

    @Test
    void P9_anAccountOfAMachineIsPrintedForTheConfiguration() {
        assertThat(run("account", "mdm", "channel")).isZero();
        assertThat(out.toString()).containsPattern("mdm: \\{password: \"\\{bcrypt}\\$2a\\$04.*\", roles: \\[channel]}");
        assertThat(run("account", "mdm", "root")).isEqualTo(2);
        assertThat(err.toString()).contains("There is no role 'root'", "viewer, operator, approver, importer, channel");
    }

    private TreeMap<String, String> installation(Path of) throws Exception {
        var values = new TreeMap<String, String>();
        var source = (org.springframework.core.env.EnumerablePropertySource<?>) new YamlPropertySourceLoader()
            .load("installation", new FileSystemResource(of.resolve("config/installation.yaml"))).get(0);
        for (var name : source.getPropertyNames()) {
            values.put(name, String.valueOf(source.getProperty(name)));
        }
        return values;
    }

    private TreeMap<String, String> contents() throws Exception {
        var contents = new TreeMap<String, String>();
        for (var file : files(folder)) {
            contents.put(file, new String(Files.readAllBytes(folder.resolve(file)), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        return contents;
    }

    private static java.util.List<String> files(Path folder) throws Exception {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }
}

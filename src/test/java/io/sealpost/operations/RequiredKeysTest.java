package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.directory.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What is not installed does not start; secrets come from files; careless modes are named. */
@ExtendWith(OutputCaptureExtension.class)
class RequiredKeysTest {
    private static final String ACCOUNT = "sealpost.accounts.anna.password={noop}x";
    @TempDir
    Path folder;

    private final ApplicationContextRunner gateway = new ApplicationContextRunner()
        .withInitializer(new ConfigDataApplicationContextInitializer()).withUserConfiguration(RequiredKeys.class);

    @Test
    void P14_asShippedItRefusesToStartAndSaysWhichCommandHelps() {
        gateway.run(context -> assertThat(said(context.getStartupFailure())).contains("sealpost.escrow.kek names no",
            "sealpost.accounts names nobody", "run: java -jar sealpost.jar init"));
    }

    @Test
    void P14_aKeyWithoutAccountsOrAccountsWithoutAKeyAreNotEnough() {
        gateway.withPropertyValues(ACCOUNT).run(context -> assertThat(said(context.getStartupFailure()))
            .contains("sealpost.escrow.kek names no").doesNotContain("sealpost.accounts"));
        gateway.withPropertyValues("sealpost.escrow.kek=k").run(context -> assertThat(said(context.getStartupFailure()))
            .contains("sealpost.accounts names nobody").doesNotContain("sealpost.escrow.kek"));
        gateway.withPropertyValues("sealpost.escrow.kek=k", ACCOUNT).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void P9_aFileWhoseNameIsAKeyGivesItsValueToADirectory() throws Exception {
        Files.writeString(folder.resolve("sealpost.directories.corporate.password"), "from a file\n");
        Files.writeString(folder.resolve("bind-name"), "cn=from a placeholder");
        var key = "sealpost.directories.corporate.";
        gateway.withUserConfiguration(Directories.class).withPropertyValues("sealpost.secrets=" + folder + "/", "sealpost.escrow.kek=k",
            ACCOUNT, key + "kind=ldap", key + "url=ldap://127.0.0.1", key + "base=dc=example,dc=org", key + "bind-dn=${bind-name}")
            .run(context -> {
                var corporate = context.getBean(Directories.class).get("corporate");
                assertThat(corporate.password().value()).isEqualTo("from a file");
                assertThat(corporate.bindDn()).isEqualTo("cn=from a placeholder");
            });
    }

    @Test
    void aSecretThatOthersMayReadIsNamedAndAnotherIsNot(CapturedOutput output) throws Exception {
        Files.createFile(folder.resolve("open"));
        Files.createFile(folder.resolve("closed"));
        Files.setPosixFilePermissions(folder.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("rw-r-----"));
        Files.createFile(folder.resolve("recovery-sheet-kek-2026.txt"));

        new SecretFiles(new SecretFiles.Settings(folder), folder).warn();

        assertThat(output).contains("chmod o-rwx " + folder.resolve("open"), "recovery-sheet-kek-2026.txt holds the key")
            .doesNotContain(folder.resolve("closed").toString());
    }

    private static String said(Throwable failure) {
        var analyzers = SpringFactoriesLoader.loadFactoryNames(FailureAnalyzer.class, null);
        assertThat(analyzers).contains(RequiredKeys.Analyzer.class.getName());
        var analysis = new RequiredKeys.Analyzer().analyze(failure);
        return analysis.getDescription() + "\n" + analysis.getAction();
    }
}

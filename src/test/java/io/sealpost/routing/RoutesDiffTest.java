package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RoutesDiffTest {
    @TempDir
    private Path folder;
    private final StringWriter printed = new StringWriter();

    @BeforeEach
    void shipped() throws Exception {
        Mistake.copyTo(folder);
    }

    @Test
    void G5_whatWasShippedHasNoDifference() {
        assertThat(diff()).as(printed.toString()).isZero();
    }

    @Test
    void G5_anEditIsShownLineByLineAndFilesByName() throws Exception {
        new Mistake("", "routes/flows/enqueue.camel.yaml", "Put each piece", "Put every piece", "", "").save(folder);
        Files.move(folder.resolve("routes/cas/enroll-est.camel.yaml"), folder.resolve("routes/cas/enroll-own.camel.yaml"));
        assertThat(diff()).isEqualTo(1);
        assertThat(printed.toString().lines()).contains("--- shipped/flows/enqueue.camel.yaml",
            "-    description: Put each piece of work on its queue", "+    description: Put every piece of work on its queue",
            "Only here: cas/enroll-own.camel.yaml", "Only shipped: cas/enroll-est.camel.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "check, --sealpost.routes=/none/routes,                   /none/routes; does not exist; sealpost.routes",
        "diff,  --sealpost.routes=/none/routes,                   /none/routes; does not exist; sealpost.routes",
        "diff,  --sealpost.routes=pom.xml,                        no folder that can be read; sealpost.routes",
        "check, --sealpost.routes=,                               is not named; sealpost.routes",
        "check, --spring.config.location=file:/none/,             /none/; cannot be found; --spring.config.location",
        "check, --spring.config.location=optional:file:/none/,    No configuration was found; config/application.yaml",
        "check, --spring.config.location=file:FOLDER/broken.yaml, cannot be read; line 2; Mend it"})
    void P2_whereNothingCanBeReadOneSentenceNamesCauseAndFix(String command, String argument, String said) throws Exception {
        Files.writeString(folder.resolve("broken.yaml"), "sealpost:\n  node: \"not closed\n");
        assertThat(new CommandLine(new RoutesCommand()).setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed))
            .execute(command, argument.replace("FOLDER", folder.toString()))).isEqualTo(1);
        assertThat(printed.toString()).contains(said.split("; ")).doesNotContain("Exception", "\tat ");
    }

    private int diff() {
        return new CommandLine(new RoutesCommand()).setOut(new PrintWriter(printed)).execute("diff",
            "--sealpost.routes=" + folder.resolve("routes"));
    }
}

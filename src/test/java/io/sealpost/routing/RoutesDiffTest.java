package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    private int diff() {
        return new CommandLine(new RoutesCommand()).setOut(new PrintWriter(printed)).execute("diff",
            "--sealpost.routes=" + folder.resolve("routes"));
    }
}

package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** {@code routes check}, which is what the start asks too: each mistake is named with file, line and fix. */
class RouteContractTest {
    @TempDir
    private Path folder;
    private final StringWriter printed = new StringWriter();

    static Stream<Mistake> mistakes() {
        return Stream.concat(Mistake.inRoutes().stream(), Mistake.inConfiguration().stream());
    }

    @Test
    void G5_theShippedRoutesHold() throws Exception {
        Mistake.copyTo(folder);
        assertThat(check()).as(printed.toString()).isZero();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void G5_aMistakeIsNamedWithFileLineAndFix(Mistake mistake) throws Exception {
        Mistake.copyTo(folder);
        mistake.save(folder);
        assertThat(check()).isEqualTo(1);
        assertThat(printed.toString().lines()).as(printed.toString())
            .anyMatch(line -> line.contains(mistake.where()) && line.contains(mistake.fix()));
    }

    @Test
    void S31_revocationIsTakenOnceTheKindHasARouteForIt() throws Exception {
        Mistake.copyTo(folder);
        Path configuration = folder.resolve("application.yaml");
        Files.writeString(configuration, Files.readString(configuration).replace("{ca: issuing}", "{ca: issuing, revoke: on-removal}")
            .replace("sealpost:\n", "sealpost:\n  ejbca: {url: https://ca.example.com:8443/ejbca/ejbca-rest-api}\n"));
        Files.copy(Path.of("docs/cas/revoke-est.camel.yaml"), folder.resolve("routes/cas/revoke-est.camel.yaml"));
        assertThat(check()).as(printed.toString()).isZero();
    }

    private int check() {
        return new CommandLine(new RoutesCommand()).setOut(new PrintWriter(printed)).execute("check",
            "--sealpost.routes=" + folder.resolve("routes"), "--spring.config.location=file:" + folder + "/");
    }
}

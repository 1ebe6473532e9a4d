package io.sealpost.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the release archive in an empty folder: init, start, and the log says what to configure next (P9). */
class ReleaseIT {
    private static final String VERSION = System.getProperty("sealpost.version");
    private static final Path ARCHIVE = Path.of("target", "sealpost-" + VERSION + ".zip");
    private static final List<String> START = List.of("java", "-jar", "sealpost.jar", "--server.port=0");
    @TempDir
    Path empty;
    private Path release;

    @BeforeEach
    void unpack() throws Exception {
        try (var zip = new ZipFile(ARCHIVE.toFile())) {
            for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
                var file = empty.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
        }
        release = empty.resolve("sealpost-" + VERSION);
    }

    @Test
    void P9_initStartAndTheLogSaysWhatComesNext() throws Exception {
        assertThat(List.of("sealpost.jar", "config/application.yaml", "config/certificate-profiles.yaml", "config/jolokia-access.xml",
            "routes/README.md", "routes/flows/deliver.camel.yaml", "docs/install.md", "docs/operations.md", "sealpost.service",
            "README.md", "CHANGELOG.md", "LICENSE")).allSatisfy(file -> assertThat(release.resolve(file)).exists());
        if (!System.getProperty("build.mode").equals("offline true")) {   // its plugin insists on a network
            assertThat(release.resolve("sbom/application.cdx.json")).content().contains("CycloneDX", "bcpkix-jdk18on");
        }

        assertThat(Started.run(1, release, START.toArray(String[]::new)))
            .contains("APPLICATION FAILED TO START", "run: java -jar sealpost.jar init").doesNotContain("\tat ");
        assertThat(release.resolve("data/sealpost.mv.db")).doesNotExist();

        var said = Started.run(0, release, "java", "-jar", "sealpost.jar", "init");
        var password = Pattern.compile("password (\\S{24})").matcher(said).results().findFirst().orElseThrow().group(1);

        try (var gateway = Started.in(release, START.toArray(String[]::new))) {
            var port = gateway.await("Tomcat started on port (\\d+)");
            gateway.await("To do: no channel.*docs/channels/nanomdm.md");
            gateway.await("recovery-sheet-kek-.*delete the file");
            assertThat(gateway.output()).contains("To do: no directory", "sealpost.directories", "To do: no imported key",
                "sealpost.import.folder", "To do: no CA", "docs/cas/est.md");
            await("every route has begun").atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(get(port, "/actuator/health", null).body()).contains("\"status\":\"UP\""));
            assertThat(get(port, "/api/v1/users", null).statusCode()).isEqualTo(401);
            assertThat(get(port, "/api/v1/users", password).statusCode()).isEqualTo(200);
            assertThat(gateway.output()).doesNotContain(password);
            assertThat(gateway.stop()).isEqualTo(143);
        }
        assertThat(release.resolve("data/sealpost.mv.db")).exists();
    }

    private static HttpResponse<String> get(String port, String path, String password) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (password != null) {
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes()));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

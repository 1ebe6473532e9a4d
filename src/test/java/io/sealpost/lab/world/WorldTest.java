package io.sealpost.lab.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.device.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void everyDeviceIsProvenWithAGatewayPlayedByHand(@TempDir Path folder) throws Exception {
        var options = Options.test(4, folder.resolve("lab"));
        var printed = new ByteArrayOutputStream();
        try (var world = World.start(options); var gateway = new HandGateway(world, world.issuing())) {
            boolean proven = new Game(world, new PrintStream(printed, true, StandardCharsets.UTF_8)).play();
            assertThat(proven).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
            assertThat(world.ca().issued()).hasSize(8);
            afterwards(world);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Every device is proven.", "devices a second", "/api/v1");
        var report = new ObjectMapper().readTree(options.folder().resolve("report.json").toFile());
        assertThat(report.path("users").asInt()).isEqualTo(4);
        assertThat(report.path("revoked").asInt(-1)).isZero();
        assertThat(report.path("devices")).hasSize(8).allSatisfy(device -> {
            assertThat(device.path("platform").asText()).isEqualTo("IOS");
            assertThat(device.path("signing").asText()).isEqualTo("own");
            assertThat(device.path("messagesRead").asInt()).isPositive().isEqualTo(device.path("messages").asInt());
            assertThat(device.path("signatureVerified").asBoolean()).isTrue();
            assertThat(options.folder().resolve("devices").resolve(device.path("id").asText()).resolve("sent.p7s")).exists();
            assertThat(options.folder().resolve("users").resolve(device.path("user").asText()).resolve("mail/1.p7m")).exists();
        });
        assertThat(options.folder().resolve("ca/issuing.crl")).content().contains("X509 CRL");
    }

    /** What tests of the gateway will do with the world. */
    private static void afterwards(World world) {
        var person = world.people().get(0);
        var nobodys = world.joinWithoutOwner();
        assertThat(world.lacks(nobodys)).containsExactly("it has no owner");
        var hidden = world.joinWithoutIdentity(person);
        world.ca().hold(person.mail()::equalsIgnoreCase);
        int waits = world.ca().waits();
        var held = world.join(person);
        World.await("a 202", MINUTE, () -> world.ca().waits() > waits);
        assertThat(world.lacks(held)).contains("one signing certificate of the CA (it has 0)");
        world.ca().hold(address -> false);
        World.await("the device after the CA went on", MINUTE, () -> world.lacks(held).isEmpty());
        World.await("asked for certificates", MINUTE, () -> answered(hidden, "CertificateList") && answered(nobodys, "CertificateList"));
        assertThat(answered(hidden, "InstallProfile")).isFalse();
        assertThat(answered(nobodys, "InstallProfile")).isFalse();
        world.addCertificate(person);
        assertThat(world.lacks(held)).anyMatch(lack -> lack.startsWith("1 of " + person.identities().size()));
        world.changeOwner(held, world.people().get(1));
        assertThat(world.lacks(held)).anyMatch(lack -> lack.contains("of somebody else"));
    }

    private static boolean answered(Device device, String requestType) {
        return device.handled().stream().anyMatch(each -> each.requestType().equals(requestType));
    }

    @Test
    void theGatewaysConfigurationIsWhole(@TempDir Path folder) throws Exception {
        var options = Options.test(1, folder.resolve("lab"));
        try (var world = World.start(options)) {
            var properties = new Properties();
            try (var in = Files.newBufferedReader(options.gatewayProperties())) {
                properties.load(in);
            }
            assertThat(properties).containsKeys("server.port", "sealpost.directories.lab.url",
                    "sealpost.directories.domain.publish.password", "sealpost.cas.lab.url",
                    "sealpost.channels.nanomdm.device-ca[0]", "sealpost.escrow.keks.lab-kek.keystore",
                    "sealpost.accounts.channel.roles[0]");
            properties.forEach((key, value) -> {
                var path = value.toString().replace("file:", "");
                if (path.startsWith("/") && path.matches(".*\\.(pem|key|p12)")) {
                    assertThat(Path.of(path)).as(key.toString()).exists();
                }
            });
            var endpoints = new ObjectMapper().readTree(options.folder().resolve("endpoints.json").toFile());
            assertThat(endpoints.path("escrow").path("hex").asText()).matches("[0-9a-f]{64}");
            assertThat(endpoints.path("gateway").path("accounts")).hasSize(5);
            assertThat(endpoints.at("/directories/lab/kind").asText()).isEqualTo("ldap");
            assertThat(endpoints.at("/directories/domain/kind").asText()).isEqualTo("active-directory");
        }
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> Options.read("--lab.usres=3")).hasMessageContaining("--lab.usres=3").hasMessageContaining("--lab.users");
        assertThatThrownBy(() -> Options.read("--lab.users=many")).hasMessageContaining("many");
        assertThatThrownBy(() -> Options.read("--lab.role=both")).hasMessageContaining("both");
        assertThat(Options.read("--server.port=1", "--lab.users=3", "--lab.role=world").users()).isEqualTo(3);
    }
}

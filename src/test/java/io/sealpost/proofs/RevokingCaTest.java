package io.sealpost.proofs;

import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.world.Options.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.X509CRLEntry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A profile that asks for revocation, and a CA behind EST that revokes by another protocol: the example of docs/cas/est.md. */
class RevokingCaTest {
    private static LabRun run;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(RevokingCaTest.class, 1, List.of(Platform.IOS, Platform.IOS, Platform.IOS), RevokingCaTest::settings).proven();
        run.awaitQuiet();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    private static List<String> settings(Path properties) {
        return Stream.concat(Stream.of("--sealpost.certificate-profiles.pkcs.revoke=on-removal"), able(properties).stream()).toList();
    }

    /** With these the gateway can revoke: only its profile says whether it does. */
    static List<String> able(Path properties) {
        var routes = new EditedRoutes(properties.getParent().resolveSibling("gateway").resolve("routes"), null)
            .with(Path.of("docs/cas/revoke-est.camel.yaml"), "cas").folder();
        try (var lines = Files.lines(properties)) {
            var est = lines.filter(line -> line.startsWith("sealpost.cas.lab.url=")).findFirst().orElseThrow().split("=", 2)[1];
            return List.of("--sealpost.routes=" + routes, "--sealpost.ejbca.url=" + URI.create(est).resolve("/ejbca/ejbca-rest-api"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void S30_S31_aRetiredDevicesOwnSigningCertificateIsInTheCrlAndNoOther() throws Exception {
        var device = run.world().phones().get(0);
        var serial = serial(device);
        run.world().gateway().retire(device);
        run.await("revoked", () -> rows(device, "REVOKED") == 1);

        assertThat(device.identities()).as("it gave everything back first").isEmpty();
        assertThat(run.revoked()).singleElement().satisfies(entry -> {
            assertThat(entry.getSerialNumber()).isEqualTo(serial);
            assertThat(entry.getRevocationReason()).isEqualTo(CRLReason.CESSATION_OF_OPERATION);
        });
        assertThat(run.world().ca().revoked()).extracting(each -> each.certificate().getSerialNumber()).containsExactly(serial);
    }

    @Test
    void S31_P2_whatTheCaRefusesIsDeniedAndNotInTheCrl() throws Exception {
        var device = run.world().phones().get(1);
        var serial = serial(device);
        run.world().ca().allowRevocations(false);
        try {
            run.world().gateway().retire(device);
            run.await("denied", () -> rows(device, "DENIED") == 1);
        } finally {
            run.world().ca().allowRevocations(true);
        }

        assertThat(run.database().sql("select r.code || ' ' || r.text from revocation r join device d on d.id = r.device"
            + " where d.external_id = ?").param(device.udid()).query(String.class).single()).startsWith("http-403 ").contains("by hand");
        assertThat(run.world().ca().refused()).singleElement().asString().contains("/" + serial.toString(16) + "/revoke", "403");
        assertThat(run.revoked()).extracting(X509CRLEntry::getSerialNumber).doesNotContain(serial);
    }

    private static BigInteger serial(Device device) {
        return device.identities().stream().filter(InstalledIdentity::signs).findFirst().orElseThrow().certificate().getSerialNumber();
    }

    private static int rows(Device device, String state) {
        return run.count("revocation r join device d on d.id = r.device where d.external_id = ? and r.state = ?", device.udid(), state);
    }
}

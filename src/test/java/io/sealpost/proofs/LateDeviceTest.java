package io.sealpost.proofs;

import io.sealpost.Databases;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.Handled;
import io.sealpost.lab.device.InstalledIdentity;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** On each database: every device is proven; then one joins after everybody else, and once more. */
class LateDeviceTest {
    private LabRun run;

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S27_aLateDeviceGetsTheWholeHistoryAndAllOfItAnewWhenItJoinsAgain(Databases database) {
        run = LabRun.on(database, LateDeviceTest.class, 3).proven();
        var user = run.world().people().stream().max((one, other) -> one.identities().size() - other.identities().size()).orElseThrow();
        assertThat(user.identities()).as("a history").hasSizeGreaterThan(1);
        run.awaitQuiet();
        var before = run.commands();

        var device = run.world().join(user);
        run.awaitProven(device);
        run.awaitQuiet();
        before.forEach((other, commands) -> assertThat(LabRun.since(other, commands)).as(other.toString()).isEmpty());
        var firstSigner = signer(device);
        int handled = device.handled().size();
        var firstDeliveries = run.database().sql("select v.id from delivery v join device d on d.id = v.device where d.external_id = ?")
            .param(device.udid()).query(UUID.class).list();

        device.join();
        run.await("the gateway knows that it joined again", () -> generation(device) == 2);
        run.awaitProven(device);
        run.awaitQuiet();

        assertThat(LabRun.since(device, handled)).extracting(Handled::requestType).startsWith("CertificateList")
            .contains("InstallProfile");
        assertThat(signer(device)).isNotEqualTo(firstSigner);
        assertThat(keys(device, "origin = 'DEVICE'")).hasSize(1);
        assertThat(itemStates(device, 1)).as("what only the first management held").isNotEmpty().containsOnly("LOST");
        assertThat(itemStates(device, 2)).hasSize(user.identities().size() + 4).containsOnly("VERIFIED");
        assertThat(run.count("delivery v join device d on d.id = v.device where d.external_id = ? and v.generation = 2", device.udid()))
            .isPositive();
        assertThat(run.count("delivery v join device d on d.id = v.device where d.external_id = ? and v.generation = 1", device.udid()))
            .as("nothing more in the first generation").isEqualTo(firstDeliveries.size());
    }

    private static X509Certificate signer(Device device) {
        return device.identities().stream().filter(InstalledIdentity::signs).findFirst().orElseThrow().certificate();
    }

    private int generation(Device device) {
        return run.database().sql("select generation from device where external_id = ?").param(device.udid())
            .query(Integer.class).single();
    }

    private List<String> keys(Device device, String which) {
        return run.database().sql("select k.spki from wrapped_key k join device d on d.id = k.device where d.external_id = ? and " + which)
            .param(device.udid()).query(String.class).list();
    }

    private List<String> itemStates(Device device, int generation) {
        return run.database()
            .sql("select i.state from item i join device d on d.id = i.device where d.external_id = ? and i.generation = ?")
            .params(device.udid(), generation).query(String.class).list();
    }
}

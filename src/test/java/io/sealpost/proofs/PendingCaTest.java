package io.sealpost.proofs;

import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.InstalledIdentity;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The CA takes its time (RFC 7030, section 4.2.3: 202 with Retry-After). */
class PendingCaTest {
    private static LabRun run;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(PendingCaTest.class, 3).proven();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void S13_encryptionIdentitiesDoNotWaitForTheSigningOne() {
        var user = run.person(1);
        int issued = run.world().ca().issued().size();
        int waits = run.world().ca().waits();
        run.world().ca().hold(user.mail()::equalsIgnoreCase);

        var device = run.world().join(user);
        run.await("old mail read", () -> device.messagesRead() == user.identities().size());
        run.await("several answers 202", () -> run.world().ca().waits() >= waits + 3);
        run.await("what was delivered is verified", () -> run.state(device).equals("VERIFIED"));

        assertThat(device.identities()).hasSameSizeAs(user.identities()).noneMatch(InstalledIdentity::signs);
        assertThat(device.profiles()).allMatch(profile -> profile.accounts().isEmpty());
        assertThat(enrollments(device)).containsExactly("PENDING");
        assertThat(run.world().ca().issued()).hasSize(issued);

        run.world().ca().hold(address -> false);
        run.awaitProven(device);
        assertThat(run.world().ca().issued()).hasSize(issued + 1);
        assertThat(enrollments(device)).containsExactly("ISSUED");
        assertThat(run.count("wrapped_key k join device d on d.id = k.device where d.external_id = ?", device.udid())).isEqualTo(1);
    }

    private static List<String> enrollments(Device device) {
        return run.database().sql("select e.state from enrollment e join device d on d.id = e.device where d.external_id = ?")
            .param(device.udid()).query(String.class).list();
    }
}

package io.sealpost.proofs;

import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.Handled;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Devices that must get nothing: nobody says whose they are, or they show no certificate to encrypt to. */
class NothingWithoutOwnerOrRecipientTest {
    private static LabRun run;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(NothingWithoutOwnerOrRecipientTest.class, 3).proven();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void S16_aDeviceWithoutOwnerIsOnlyAskedUntilItsOwnerIsStated() {
        int issued = run.world().ca().issued().size();
        var device = run.world().joinWithoutOwner();
        run.await("asked for its certificates", () -> requests(device).contains("CertificateList"));
        run.await("its certificate kept", () -> run.count("device where external_id = ? and recipient_certificate is not null",
            device.udid()) == 1);
        run.awaitSyncs(2);

        assertThat(requests(device)).isSubsetOf("CertificateList", "ProfileList");
        assertThat(run.state(device)).isEqualTo("UNASSIGNED");
        assertThat(run.reason(device)).startsWith("no owner: ").contains("PUT /api/v1/devices/");
        assertThat(run.world().ca().issued()).hasSize(issued);

        run.world().changeOwner(device, run.person(2));
        run.awaitProven(device);
    }

    @Test
    void S16_aDeviceThatHidesItsIdentityGetsNothing() {
        int issued = run.world().ca().issued().size();
        var device = run.world().joinWithoutIdentity(run.person(0));
        run.await("the gateway's refusal", () -> run.state(device).equals("FAILED"));
        run.awaitSyncs(2);

        assertThat(run.state(device)).isEqualTo("FAILED");
        assertThat(run.reason(device)).startsWith("no-recipient-certificate");
        assertThat(requests(device)).isSubsetOf("CertificateList", "ProfileList");
        assertThat(run.count("wrapped_key k join device d on d.id = k.device where d.external_id = ?", device.udid())).isZero();
        assertThat(run.count("enrollment e join device d on d.id = e.device where d.external_id = ?", device.udid())).isZero();
        assertThat(run.world().ca().issued()).hasSize(issued);

        run.world().changeOwner(device, run.person(1));
        run.await("asked once more, and refused under its new owner", () -> run.count("""
            delivery l join device d on d.id = l.device join address a on a.user_id = l.user_id
            where d.external_id = ? and a.mailbox = ? and l.code = 'no-recipient-certificate'""",
            device.udid(), run.person(1).mail()) == 1);
        assertThat(run.state(device)).isEqualTo("FAILED");
        assertThat(requests(device)).isSubsetOf("CertificateList", "ProfileList");
    }

    private static Set<String> requests(Device device) {
        return device.handled().stream().map(Handled::requestType).collect(Collectors.toSet());
    }
}

package io.sealpost.proofs;

import java.sql.Timestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Users of both directories gain an encryption certificate; the gateway syncs by its schedule, and nobody acts. */
class DirectoryEditTest {
    private static LabRun run;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(DirectoryEditTest.class, 3).proven();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void S3_S26_aNewCertificateReachesAllDevicesOfItsUserAndNoOther(int index) {
        run.awaitQuiet();
        var user = run.person(index);
        assertThat(user.inDomain()).isEqualTo(index == 1);
        var before = run.commands();

        var identity = run.world().addCertificate(user);
        assertThat(run.devices(user)).hasSize(2).noneMatch(device -> run.world().lacks(device).isEmpty());
        run.devices(user).forEach(run::awaitProven);

        assertThat(run.devices(user)).allSatisfy(device -> assertThat(device.identities())
            .anyMatch(each -> each.certificate().equals(identity.certificate())));
        run.awaitQuiet();
        var others = run.world().phones().stream().filter(device -> device.owner() != user).toList();
        assertThat(others).hasSize(4).allSatisfy(device -> assertThat(LabRun.since(device, before.get(device))).isEmpty());
        assertThat(run.world().ca().issued()).as("signing certificates stay").hasSize(6);
    }

    @Test
    void S3_aSyncWithoutChangeSendsNothing() {
        run.awaitQuiet();
        var commands = run.commands();
        int deliveries = run.count("delivery");
        int enrollments = run.count("enrollment");
        var begun = run.database().sql("select max(started_at) from sync").query(Timestamp.class).single();

        run.awaitSyncs(4);

        assertThat(run.count("delivery")).isEqualTo(deliveries);
        assertThat(run.count("enrollment")).isEqualTo(enrollments);
        assertThat(run.commands()).isEqualTo(commands);
        assertThat(run.database().sql("select added + changed from sync where state = 'DONE' and started_at > ?").param(begun)
            .query(Integer.class).list()).as("four of each directory").hasSizeGreaterThanOrEqualTo(8).containsOnly(0);
        assertThat(run.count("sync where state = 'DONE' and directory = 'domain' and reach = 'FULL'")).as("then changes").isOne();
    }
}

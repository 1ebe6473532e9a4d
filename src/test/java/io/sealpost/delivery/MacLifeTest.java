package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.device.Devices;
import io.sealpost.pki.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A Mac has two channels: its own, and its user's. */
class MacLifeTest {
    private static final String USER_CHANNEL = Stage.UDID + ":5F2A7E0C";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S2_S12_aMacGetsTrustOverItsOwnChannelAndIdentitiesOverItsUsers(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 3, 0);
            stage.own("anna");
            stage.apply(mac(stage, Report.Event.JOINED));
            stage.apply(user(stage, Report.Event.JOINED));
            assertThat(stage.compare(anna)).as("it has not shown its certificate yet").isEmpty();
            stage.answer("CertificateList", List.of(new Report.Listed(Certificates.der(stage.recipient), true)), List.of());

            stage.compare(anna);

            assertThat(bundled(stage, Stage.UDID)).containsExactly("TRUST_ANCHOR", "TRUST_ANCHOR");
            assertThat(bundled(stage, USER_CHANNEL)).containsExactly("ENCRYPTION_IDENTITY", "ENCRYPTION_IDENTITY");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S30_whenTheMacJoinsAgainItsUsersChannelHasLostEverythingToo(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.apply(mac(stage, Report.Event.JOINED));
            stage.apply(user(stage, Report.Event.JOINED));
            stage.answer("CertificateList", List.of(new Report.Listed(Certificates.der(stage.recipient), true)), List.of());
            stage.compare(anna);
            bundled(stage, USER_CHANNEL);

            stage.apply(mac(stage, Report.Event.JOINING));

            assertThat(stage.jdbc().sql("select distinct state from item where user_id = ?").param(anna).query(String.class).list())
                .containsExactly("LOST");
        }
    }

    /** What the bundle of the pending INSTALL to this device holds. */
    private static List<String> bundled(Stage stage, String externalId) {
        stage.clock.pass(Duration.ofSeconds(1));
        UUID pending = stage.jdbc().sql("select id from delivery where device = ? and kind = 'INSTALL' and state = 'PENDING'")
            .param(Devices.id("mdm", externalId)).query(UUID.class).single();
        Delivery delivery = stage.get(Deliveries.class).claim(pending);
        return stage.get(Bundles.class).wanted(delivery).parts().stream().map(p -> p.kind().name()).sorted().toList();
    }

    private static Report mac(Stage stage, Report.Event event) {
        return new Report("mdm", Stage.UDID, event, stage.clock.pass(Duration.ofSeconds(1)), "MACOS", "Mac15,3", null, null, null, null,
            List.of(), List.of());
    }

    private static Report user(Stage stage, Report.Event event) {
        return new Report("mdm", USER_CHANNEL, Stage.UDID, event, stage.clock.pass(Duration.ofSeconds(1)), null, null, null, null, null,
            null, List.of(), List.of());
    }
}

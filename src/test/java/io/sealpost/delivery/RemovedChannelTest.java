package io.sealpost.delivery;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A channel is taken out of the configuration while deliveries wait for it, on both databases. */
class RemovedChannelTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_whatWaitsForItFailsAndIsSentOnceItIsBack(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            stage.send("InstallProfile");
            channel(stage, "removed");
            stage.clock.pass(java.time.Duration.ofDays(1));

            assertThat(stage.get(DueRows.class).overdue()).isEmpty();

            assertThat(stage.states("InstallProfile")).containsExactly("FAILED");
            assertThat(stage.items(anna)).containsExactly("FAILED");
            assertThat(stage.jdbc().sql("select code, text from delivery where kind = 'INSTALL'").query().singleRow().toString())
                .contains("unknown-channel", "sealpost.channels has no removed", "put it back");
            assertThat(stage.compare(anna)).as("nothing can be opened").isEmpty();
            assertThat(stage.get(DueRows.class).deliveries()).isEmpty();

            channel(stage, "mdm");
            List<Work> work = stage.compare(anna);

            assertThat(work).extracting(Work::queue).containsExactly("deliveries.nanomdm");
            stage.answer(stage.send("InstallProfile"), Report.Answer.ACKNOWLEDGED);
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        }
    }

    /** As if the key {@code sealpost.channels} had changed: the device's row stays what it was. */
    private static void channel(Stage stage, String name) {
        stage.jdbc().sql("update device set channel = ? where id = ?").params(name, stage.device).update();
    }
}

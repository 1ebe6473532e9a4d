package io.sealpost.proofs;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** NanoMDM sends each webhook event once: what is lost must be found out by asking. */
class LostWebhooksTest {

    @Test
    void S3_everyDeviceIsProvenAlthoughOneEventInFiveIsLost() {
        try (var run = LabRun.start(LostWebhooksTest.class, 3, 200, "--sealpost.channels.nanomdm.answer-within=3s").proven()) {
            var events = run.world().mdm().events();
            assertThat(events.lost()).isGreaterThan(events.made() / 8);
            assertThat(events.refused()).as(events.refusal()).isZero();
            assertThat(run.world().ca().issued()).hasSize(6);
        }
    }
}

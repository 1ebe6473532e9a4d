package io.sealpost.routes;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.sealpost.delivery.Confirmations;
import io.sealpost.delivery.Report;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.Work;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class ConfirmTest {

    @Test
    void G1_aReportIsAppliedAsItWasWrittenAndItsWorkHandedOn() throws Exception {
        Confirmations confirmations = mock();
        List<Work> work = List.of(new Work("users", "u1"));
        when(confirmations.apply(any())).thenReturn(work);
        Reports reports = new Reports();
        Report report = new Report("mdm", "UDID", Report.Event.CONNECTED, Instant.parse("2026-11-23T12:00:00.5Z"), null, null, "c",
            Report.Answer.ACKNOWLEDGED, null, null, List.of(new Report.Listed(new byte[] {1, 2}, true)),
            List.of(new Report.Profile("i", "u")));
        try (RouteFixture routes = RouteFixture.of(Map.of("confirmations", confirmations, "reports", reports),
            new String[] {"enqueue"}, "flows/confirm.camel.yaml")) {
            routes.recorded("enqueue").expectedBodiesReceived(List.of(work));

            routes.send("jms:queue:reports", reports.write(report), Map.of());

            routes.recorded("enqueue").assertIsSatisfied(5000);
            ArgumentCaptor<Report> applied = ArgumentCaptor.forClass(Report.class);
            verify(confirmations).apply(applied.capture());
            assertThat(applied.getValue()).usingRecursiveComparison().isEqualTo(report);
        }
    }
}

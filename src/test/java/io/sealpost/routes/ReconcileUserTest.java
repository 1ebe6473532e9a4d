package io.sealpost.routes;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Work;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class ReconcileUserTest {
    private static final UUID USER = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @Test
    void S3_whatAComparisonOpensIsHandedOn() throws Exception {
        Reconciliation reconciliation = mock();
        List<Work> work = List.of(new Work("enrollments", "e1"));
        when(reconciliation.compare(USER)).thenReturn(work);
        try (RouteFixture routes = RouteFixture.of(Map.of("reconciliation", reconciliation), new String[] {"enqueue"},
            "flows/reconcile-user.camel.yaml")) {
            MockEndpoint enqueue = routes.recorded("enqueue");
            enqueue.expectedBodiesReceived(List.of(work));

            routes.send("jms:queue:users", USER.toString(), Map.of());

            enqueue.assertIsSatisfied(5000);
        }
    }
}

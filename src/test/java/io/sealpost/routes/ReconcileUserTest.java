package io.sealpost.routes;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Work;
import io.sealpost.device.Owners;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class ReconcileUserTest {
    private static final UUID USER = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @Test
    void S3_whatAComparisonOpensIsHandedOn() throws Exception {
        Reconciliation reconciliation = mock();
        Owners owners = mock();
        List<Work> work = List.of(new Work("enrollments", "e1"));
        when(reconciliation.compare(USER)).thenReturn(work);
        try (RouteFixture routes = RouteFixture.of(Map.of("reconciliation", reconciliation, "owners", owners), new String[] {"enqueue"},
            "flows/reconcile-user.camel.yaml")) {
            MockEndpoint enqueue = routes.recorded("enqueue");
            enqueue.expectedBodiesReceived(List.of(work));

            routes.send("jms:queue:users", USER.toString(), Map.of());

            enqueue.assertIsSatisfied(5000);
            verify(owners).settleDevicesOf(USER);
        }
    }

    @Test
    void G5_troubleOfOurOwnDatabaseIsNotHandledSoThatTheMessageComesAgain() throws Exception {
        Reconciliation reconciliation = mock();
        RuntimeException ofTheDatabase = new IllegalStateException("nearer to Throwable than Spring's exception is to its base");
        when(reconciliation.compare(USER)).thenThrow(new CannotAcquireLockException("deadlock", ofTheDatabase));
        try (RouteFixture routes = RouteFixture.of(Map.of("reconciliation", reconciliation, "owners", mock(Owners.class)),
            new String[] {"enqueue"}, "flows/reconcile-user.camel.yaml")) {

            var ended = routes.send("jms:queue:users?waitForTaskToComplete=Always", USER.toString(), Map.of());

            assertThat(ended.getException()).isInstanceOf(CannotAcquireLockException.class);
            assertThat(routes.next("dead-letters", String.class)).isNull();
            verify(reconciliation, times(3)).compare(USER);
        }
    }
}

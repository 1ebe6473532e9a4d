package io.sealpost.routes;

import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Work;
import io.sealpost.device.Owners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** The settings of camel.component.jms in config/application.yaml, on a broker: what a flow sends before it fails. */
class RollbackTest {
    private static final UUID USER = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final Work FIRST = new Work("deliveries.nanomdm", "d1");
    private static final Work SECOND = new Work("deliveries.nanomdm", "d2");

    @TempDir
    Path folder;
    private TestBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(folder);
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    @Test
    void P2_whatAFlowSentBeforeItRolledBackIsNotSent() throws Exception {
        Reconciliation reconciliation = mock();
        // The error policy repeats the step twice, each time with a first message; then the message is not acknowledged
        when(reconciliation.compare(USER)).thenReturn(failingAfterTheFirst(), List.of(FIRST, SECOND));
        try (RouteFixture routes = RouteFixture.of(Map.of("reconciliation", reconciliation, "owners", mock(Owners.class)),
            broker.component(), new String[0], "flows/reconcile-user.camel.yaml", "flows/enqueue.camel.yaml")) {

            routes.send("jms:queue:users?exchangePattern=InOnly", USER.toString(), Map.of());

            var queue = routes.camel().createConsumerTemplate();
            assertThat(queue.receiveBody("jms:queue:deliveries.nanomdm", TimeUnit.SECONDS.toMillis(20), String.class)).isEqualTo("d1");
            assertThat(queue.receiveBody("jms:queue:deliveries.nanomdm", TimeUnit.SECONDS.toMillis(20), String.class)).isEqualTo("d2");
            assertThat(queue.receiveBody("jms:queue:deliveries.nanomdm", 500)).isNull();
        }
    }

    private static List<Work> failingAfterTheFirst() {
        return new AbstractList<>() {
            @Override
            public Work get(int index) {
                if (index > 0) {
                    throw new DataAccessResourceFailureException("The database is gone");
                }
                return FIRST;
            }

            @Override
            public int size() {
                return 2;
            }
        };
    }
}

package io.sealpost.routes;

import java.util.List;
import java.util.Map;

import io.sealpost.delivery.Work;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class EnqueueTest {

    @Test
    void G2_eachPieceOfWorkGoesToItsOwnQueueAsAnId() throws Exception {
        try (RouteFixture routes = RouteFixture.of(Map.of(), new MockComponent(), new String[0], "flows/enqueue.camel.yaml")) {
            MockEndpoint queue = routes.camel().getEndpoint("jms:queue:users", MockEndpoint.class);
            queue.expectedBodiesReceived("u1", "d1");
            queue.expectedHeaderValuesReceivedInAnyOrder("CamelJmsDestinationName", "users", "deliveries.nanomdm");

            routes.send("direct:enqueue", List.of(new Work("users", "u1"), new Work("deliveries.nanomdm", "d1")), Map.of());

            queue.assertIsSatisfied(2000);
        }
    }
}

package io.sealpost.routing;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ConsumerWindowTest {
    @Test
    void P6_noWorkerTakesMessagesAheadFromABrokerWhetherConnectionsArePooledOrNot() {
        var alone = new ActiveMQConnectionFactory("vm://78");
        var pooled = new ActiveMQConnectionFactory("vm://78");
        var pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(pooled);

        assertThat(new ConsumerWindow().postProcessAfterInitialization(alone, "a")).isSameAs(alone);
        assertThat(new ConsumerWindow().postProcessAfterInitialization(pool, "b")).isSameAs(pool);

        assertThat(alone.getConsumerWindowSize()).isZero();
        assertThat(pooled.getConsumerWindowSize()).isZero();
    }
}

package io.sealpost.routes;

import java.nio.file.Path;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Work;
import io.sealpost.device.Owners;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
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
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final JmsPoolConnectionFactory connections = new JmsPoolConnectionFactory();

    @BeforeEach
    void start() throws Exception {
        broker.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false).setSecurityEnabled(false)
            .setJournalDirectory(folder.toString()).addAcceptorConfiguration("in-vm", "vm://77"));
        broker.start();
        connections.setConnectionFactory(new ActiveMQConnectionFactory("vm://77"));
        connections.setMaxConnections(4);
    }

    @AfterEach
    void stop() throws Exception {
        connections.stop();
        broker.stop();
    }

    @Test
    void P2_whatAFlowSentBeforeItRolledBackIsNotSent() throws Exception {
        Reconciliation reconciliation = mock();
        // The error policy repeats the step twice, each time with a first message; then the message is not acknowledged
        when(reconciliation.compare(USER)).thenReturn(failingAfterTheFirst(), List.of(FIRST, SECOND));
        try (RouteFixture routes = RouteFixture.of(Map.of("reconciliation", reconciliation, "owners", mock(Owners.class)), ours(),
            new String[0], "flows/reconcile-user.camel.yaml", "flows/enqueue.camel.yaml")) {

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

    private JmsComponent ours() throws Exception {
        var settings = new HashMap<String, Object>();
        var prefix = "camel.component.jms.";
        var yaml = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
            .load("ours", new FileSystemResource("config/application.yaml")).get(0);
        for (var name : yaml.getPropertyNames()) {
            if (name.startsWith(prefix)) {
                settings.put(name.substring(prefix.length()), yaml.getProperty(name));
            }
        }
        assertThat(settings).containsEntry("transacted", true);
        var component = new JmsComponent();
        component.setConnectionFactory(connections);
        PropertyBindingSupport.build().withCamelContext(new DefaultCamelContext()).withTarget(component).withIgnoreCase(true)
            .withProperties(settings).withMandatory(true).bind();
        return component;
    }
}

package io.sealpost.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;

import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/** A broker in this JVM, without a journal, and the component jms with the settings of config/application.yaml. */
final class TestBroker implements AutoCloseable {
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final JmsPoolConnectionFactory connections = new JmsPoolConnectionFactory();

    TestBroker(Path folder) throws Exception {
        broker.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false).setSecurityEnabled(false)
            .setJournalDirectory(folder.toString()).addAcceptorConfiguration("in-vm", "vm://77"));
        broker.start();
        var factory = new ActiveMQConnectionFactory("vm://77");
        factory.setConsumerWindowSize(0); // as routing.ConsumerWindow has it
        connections.setConnectionFactory(factory);
        connections.setMaxConnections(4);
    }

    JmsComponent component() throws IOException {
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

    /** Whether no message waits in a queue for deliveries, or is being worked off. */
    boolean idle() {
        var queue = broker.getActiveMQServer().locateQueue("deliveries.nanomdm");
        return queue == null || queue.getMessageCount() == 0;
    }

    @Override
    public void close() throws Exception {
        connections.stop();
        broker.stop();
    }
}

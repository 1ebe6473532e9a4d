package io.sealpost.secrets;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import javax.management.ObjectName;

/** What lies in each queue of the broker: headers, properties, bodies. */
final class Queues {
    private static final String EVERY = "org.apache.activemq.artemis:component=addresses,subcomponent=queues,*";

    private Queues() {
    }

    static Stream<Found> of(CanaryRun run) throws Exception {
        var found = new ArrayList<Found>();
        for (var name : ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(EVERY), null)) {
            found.addAll(in(run, ObjectName.unquote(name.getKeyProperty("queue"))));
        }
        return found.stream();
    }

    /** The messages of one queue; they stay there. */
    static List<Found> in(CanaryRun run, String queue) {
        var found = new ArrayList<Found>();
        try (var context = run.bean(ConnectionFactory.class).createContext();
             var browser = context.createBrowser(context.createQueue(queue))) {
            for (var each : Collections.list((Enumeration<?>) browser.getEnumeration())) {
                var message = (Message) each;
                found.add(Found.text("queue " + queue, headers(message)));
                found.add(new Found("queue " + queue, body(message)));
            }
        } catch (JMSException e) {
            throw new IllegalStateException(queue, e);
        }
        return found;
    }

    private static List<String> headers(Message message) throws JMSException {
        var headers = new ArrayList<>(List.of(message.toString(), String.valueOf(message.getJMSCorrelationID()),
            String.valueOf(message.getJMSType())));
        for (var property : Collections.list((Enumeration<?>) message.getPropertyNames())) {
            headers.add(property + "=" + message.getObjectProperty(property.toString()));
        }
        return headers;
    }

    private static byte[] body(Message message) throws JMSException {
        return message instanceof BytesMessage bytes ? bytes.getBody(byte[].class)
            : String.valueOf(message.getBody(Object.class)).getBytes(StandardCharsets.UTF_8);
    }
}

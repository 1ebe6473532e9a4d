package io.sealpost.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/**
 * How much waits in the broker, asked from the broker itself by a management message (Artemis manual, "Management"), so that an
 * embedded and an external one answer alike. An answer is kept for a few seconds; without one it says so.
 */
@Component
@ManagedResource(objectName = "io.sealpost:type=Queues", description = "The broker's queues, as far as they are ours")
public class QueueFigures implements DisposableBean {
    private static final Pattern OURS = Pattern.compile("users|enrollments|revocations|publications|reports|look-ups|dead-letters|DLQ"
            + "|deliveries\\..+");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofSeconds(3);
    private final JmsTemplate broker;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService asking = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "queue-figures");
        thread.setDaemon(true);
        return thread;
    });
    private Future<Map<String, Long>> question;
    private Answer answer = new Answer(Instant.EPOCH, Map.of(), null);

    QueueFigures(ConnectionFactory connections, Clock clock) {
        this.clock = clock;
        broker = new JmsTemplate(connections);
        broker.setReceiveTimeout(PATIENCE.toMillis());
        broker.setExplicitQosEnabled(true);
        broker.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        broker.setTimeToLive(PATIENCE.toMillis());
    }

    @ManagedAttribute(description = "Messages in each queue, waiting or being worked off; empty where Problem says that it is unknown")
    public Map<String, Long> getDepths() {
        return answer().depths();
    }

    @ManagedAttribute(description = "Why the depths are unknown; null if they are known")
    public String getProblem() {
        return answer().problem();
    }

    /** One question at a time: if the broker hangs, so does that one, and nobody else for longer than it is waited for. */
    private synchronized Answer answer() {
        if (answer.at().plus(FRESH).isAfter(clock.instant())) {
            return answer;
        }
        if (question == null || question.isDone()) {
            question = asking.submit(this::ask);
        }
        try {
            answer = new Answer(clock.instant(), question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), null);
        } catch (TimeoutException e) {
            answer = new Answer(clock.instant(), Map.of(), "The broker did not answer within " + PATIENCE.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            answer = new Answer(clock.instant(), Map.of(), e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(clock.instant(), Map.of(), "The gateway is stopping");
        }
        return answer;
    }

    private Map<String, Long> ask() throws Exception {
        Message reply = broker.sendAndReceive("activemq.management", session -> {
            var question = session.createMessage();
            JMSManagementHelper.putOperationInvocation(question, "broker", "listQueues", "", 1, 10_000);
            return question;
        });
        if (reply == null) {
            throw new IllegalStateException("The broker did not answer; its address activemq.management must be open to our account");
        }
        var result = String.valueOf(JMSManagementHelper.getResult(reply));
        if (!JMSManagementHelper.hasOperationSucceeded(reply)) {
            throw new IllegalStateException("The broker refused to say: " + result);
        }
        return depths(result);
    }

    private Map<String, Long> depths(String result) throws JsonProcessingException {
        var depths = new TreeMap<String, Long>();
        json.readTree(result).path("data").forEach(queue -> {
            var name = queue.path("name").asText();
            if (OURS.matcher(name).matches()) {
                depths.put(name, queue.path("messageCount").asLong());
            }
        });
        return depths;
    }

    @Override
    public void destroy() {
        asking.shutdownNow();
    }

    /** @param problem null if the depths are known */
    private record Answer(Instant at, Map<String, Long> depths, String problem) {
    }
}

package io.sealpost.routing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sealpost.delivery.Work;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** A hundred messages a second flow through the gateway's queues and the shipped route enqueue all the time; each must arrive. */
final class Load extends RouteBuilder implements AutoCloseable {
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final Semaphore underWay = new Semaphore(20);
    private final AtomicInteger sent = new AtomicInteger();
    private final ProducerTemplate template;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    Load(CamelContext camel) throws Exception {
        this.template = camel.createProducerTemplate();
        camel.addRoutes(this);
        thread.scheduleAtFixedRate(this::send, 0, 10, TimeUnit.MILLISECONDS);
    }

    @Override
    public void configure() {
        from("jms:queue:load?concurrentConsumers=2").routeId("load")
            .process(e -> e.getMessage().setBody(List.of(new Work("arrived", e.getMessage().getBody(String.class)))))
            .to("direct:enqueue");
        from("jms:queue:arrived").routeId("arrived").process(e -> {
            if (arrived.add(e.getMessage().getBody(String.class))) {
                underWay.release();
            }
        });
    }

    private void send() {
        if (underWay.tryAcquire()) {
            template.sendBody("jms:queue:load", String.valueOf(sent.incrementAndGet()));
        }
    }

    int sent() {
        return sent.get();
    }

    int arrived() {
        return arrived.size();
    }

    /** Sends no more. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(1, TimeUnit.MINUTES);
    }
}

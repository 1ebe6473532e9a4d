package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.Notices;
import io.sealpost.directory.ActiveDirectory;
import io.sealpost.directory.Crls;
import io.sealpost.directory.Findings;
import io.sealpost.directory.Publications;
import io.sealpost.directory.Syncs;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.Revocations;
import io.sealpost.escrow.IdentityImport;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.SimpleTypeConverter;
import org.apache.camel.support.ResourceHelper;
import org.mockito.Mockito;

/**
 * Route files as they are, in a Camel context of their own with the error policy. Queues are in memory; what a route calls and
 * does not bring is recorded: {@code direct:x} at {@code mock:x}.
 */
public final class RouteFixture implements AutoCloseable {
    private final CamelContext camel = new DefaultCamelContext();
    private int retryDelay = 300;

    private RouteFixture(Map<String, Object> beans, Component jms) {
        camel.disableJMX();
        camel.getTypeConverterRegistry().addTypeConverter(UUID.class, String.class,
            new SimpleTypeConverter(false, (type, exchange, text) -> UUID.fromString(text.toString())));
        camel.addComponent("jms", jms);
        camel.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true); // as config/application.yaml has it
        camel.getComponent("https", HttpComponent.class).setAutomaticRetriesDisabled(true);
        camel.addComponent("platform-http", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
                parameters.clear(); // what only an HTTP server understands
                return super.createEndpoint(uri, remaining, parameters);
            }
        });
        Map<String, Object> all = new HashMap<>(Map.of("deliveries", Mockito.mock(Deliveries.class),
            "enrollments", Mockito.mock(Enrollments.class), "revocations", Mockito.mock(Revocations.class),
            "syncs", Mockito.mock(Syncs.class), "identityImport", Mockito.mock(IdentityImport.class),
            "notices", Mockito.mock(Notices.class))); // the error policy refers to them, and to these; several flows do too
        all.putAll(Map.of("publications", Mockito.mock(Publications.class), "crls", Mockito.mock(Crls.class),
            "findings", Mockito.mock(Findings.class), "activeDirectory", Mockito.mock(ActiveDirectory.class)));
        all.putAll(beans);
        all.forEach((name, bean) -> {
            if (bean instanceof Component component) {
                camel.addComponent(name, component);
            } else {
                camel.getRegistry().bind(name, bean);
            }
        });
    }

    /**
     * @param beans    what the routes refer to
     * @param recorded names of direct endpoints that the test plays
     * @param files    route files, relative to {@code routes/}
     */
    public static RouteFixture of(Map<String, Object> beans, String[] recorded, String... files) throws Exception {
        return of(beans, queues(), recorded, files);
    }

    /** @param keys the configuration's, where the routes need other ones than a test's usual */
    static RouteFixture with(Map<String, String> keys, Map<String, Object> beans, String... files) throws Exception {
        return of(keys, beans, queues(), new String[0], files);
    }

    static RouteFixture of(Map<String, Object> beans, Component jms, String[] recorded, String... files) throws Exception {
        return of(Map.of(), beans, jms, recorded, files);
    }

    /** As {@link #of}, but what is repeated in place is repeated at once: for hundreds of failures in a row. */
    static RouteFixture impatient(Map<String, Object> beans, String[] recorded, String... files) throws Exception {
        RouteFixture fixture = new RouteFixture(beans, queues());
        fixture.retryDelay = 1;
        return start(fixture, Map.of(), recorded, files);
    }

    private static RouteFixture of(Map<String, String> keys, Map<String, Object> beans, Component jms, String[] recorded,
                                   String... files) throws Exception {
        return start(new RouteFixture(beans, jms), keys, recorded, files);
    }

    private static RouteFixture start(RouteFixture fixture, Map<String, String> keys, String[] recorded, String... files)
            throws Exception {
        Properties placeholders = new Properties();
        placeholders.putAll(Map.of("sealpost.escrow.kind", "local",
            "sealpost.wake.schedule", "0 0 0 1 1 ? 2098", "sealpost.poll.schedule", "0 0 0 1 1 ? 2098",
            "sealpost.delivery.workers", "4", "sealpost.import.folder", "target/test-import",
            "sealpost.crls.schedule", "0 0 0 1 1 ? 2098"));
        placeholders.putAll(keys);
        fixture.camel.getPropertiesComponent().setOverrideProperties(placeholders);
        for (String policy : List.of("errors", "postpone", "give-up", "tell-caller", "postpone-entry")) {
            fixture.load("policies/" + policy + ".camel.yaml");
        }
        for (String file : files) {
            fixture.load(file);
        }
        fixture.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String name : recorded) {
                    from("direct:" + name).routeId("test-" + name).to("mock:" + name);
                }
            }
        });
        fixture.camel.start();
        return fixture;
    }

    /** Its consumers look often whether they are to stop: by default each context would take a second and more to close. */
    private static Component queues() {
        var seda = new SedaComponent();
        seda.setDefaultPollTimeout(20);
        return seda;
    }

    private void load(String file) throws Exception {
        load(Path.of("routes", file));
    }

    /** One more file, which is not shipped. */
    void load(Path path) throws Exception {
        String text = Files.readString(path).replace("redeliveryDelay: \"300\"", "redeliveryDelay: \"" + retryDelay + "\"");
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(path.getFileName().toString(), text));
    }

    CamelContext camel() {
        return camel;
    }

    public MockEndpoint recorded(String name) {
        return camel.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    /** Sends to an endpoint and returns what came of it; a failure that no policy handled is in the exchange. */
    public Exchange send(String endpoint, Object body, Map<String, Object> variables) {
        return camel.createProducerTemplate().send(endpoint, exchange -> {
            exchange.getMessage().setBody(body);
            variables.forEach(exchange::setVariable);
        });
    }

    /** The body of the next message on a queue, or null if there is none. */
    <T> T next(String queue, Class<T> type) {
        return camel.createConsumerTemplate().receiveBodyNoWait("jms:queue:" + queue, type);
    }

    @Override
    public void close() {
        camel.stop();
    }
}

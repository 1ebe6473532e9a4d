package io.sealpost.secrets;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A leak that is planted, one for each kind of place, through the means that a real one would take. */
enum Leak {
    LOG_LINE(Place.LOG_FILE, "sealpost.log", (run, text) -> LoggerFactory.getLogger("io.sealpost.secrets").info("Bound with {}", text)),
    ROW(Place.DATABASE_ROWS, "delivery.text", (run, text) -> JdbcClient.create(run.bean(DataSource.class))
        .sql("update delivery set text = ?").param(text).update()),
    MESSAGE(Place.QUEUES, "dead-letters", (run, text) -> run.bean(ProducerTemplate.class)
        .sendBodyAndHeader("jms:queue:dead-letters", "see the header", "cause", text)),
    JOURNAL(Place.BROKER_FILES, "broker/journal", (run, text) -> run.bean(ProducerTemplate.class).sendBody("jms:queue:planted", text)),
    MBEAN_ATTRIBUTE(Place.MBEAN_ATTRIBUTES, "Planted", (run, text) -> ManagementFactory.getPlatformMBeanServer()
        .registerMBean(new StandardMBean(() -> text, Planted.class), new ObjectName("io.sealpost:type=Planted"))),
    ENDPOINT_OPTION(Place.ENDPOINTS, "http://", (run, text) -> run.bean(CamelContext.class)
        .getEndpoint("http://ca.example.com?authMethod=Basic&authUsername=sealpost&authPassword=RAW(" + text + ")")),
    URI(Place.MBEAN_OPERATIONS, "dumpRoute", (run, text) -> run.bean(CamelContext.class).addRoutes(new RouteBuilder() {
        @Override
        public void configure() {
            from("direct:planted").routeId("planted").autoStartup(false).toD("http://ca.example.com?key=" + text);
        }
    })),
    THREAD_NAME(Place.THREADS, "thread", (run, text) -> {
        var started = new CountDownLatch(1);
        var thread = new Thread(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }, "import of " + text);
        thread.setDaemon(true);
        thread.start();
        started.await();
    }),
    TEMPORARY_FILE(Place.TEMPORARY_FILES, "planted", (run, text) -> Files.writeString(Files.createTempFile("planted", ".p12"), text)
        .toFile().deleteOnExit()),
    HTTP_ANSWER(Place.HTTP_ANSWERS, "/api/v1/devices", (run, text) -> JdbcClient.create(run.bean(DataSource.class))
        .sql("update device set reason = ?").param(text).update()),
    EXCEPTION(Place.EXCEPTIONS, "planted-failure", (run, text) -> {
        run.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:planted-failure").routeId("planted-failure")
                    .throwException(new IllegalStateException("cannot open", new IllegalArgumentException(text)));
            }
        });
        run.bean(ProducerTemplate.class).send("direct:planted-failure", exchange -> { });
    });

    /** What the planted MBean shows. */
    public interface Planted {
        String getPlanted();
    }

    private interface Means {
        void plant(CanaryRun run, String text) throws Exception;
    }

    private final Place place;
    private final String where;
    private final Means means;

    Leak(Place place, String where, Means means) {
        this.place = place;
        this.where = where;
        this.means = means;
    }

    void plant(CanaryRun run, String text) throws Exception {
        means.plant(run, text);
    }

    Place place() {
        return place;
    }

    /** What the finding must name. */
    String where() {
        return where;
    }
}

package io.sealpost.routing;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import javax.naming.SizeLimitExceededException;

import io.sealpost.directory.Directory;
import io.sealpost.directory.RawEntry;
import io.sealpost.directory.Sync;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.context.ApplicationContext;

/** Reads a directory by the shipped routes {@code read-<kind>}, in a Camel context that holds nothing else: nothing is staged. */
final class DirectoryReading implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext(false);

    /** @param beans what the routes refer to */
    DirectoryReading(ApplicationContext beans) {
        camel.disableJMX();
        camel.getCamelContextExtension().setRegistry(new DefaultRegistry(new ApplicationContextBeanRepository(beans)));
    }

    /**
     * Hands over each page as it comes; one is in memory at a time.
     *
     * @throws Failed if the directory was not read to its end
     */
    void read(Directory directory, Consumer<List<RawEntry>> pages) {
        Ends ends = new Ends();
        try {
            load(directory.kind());
            camel.getRegistry().bind("syncs", ends);
            RouteRegistry.searches(directory, camel.getRegistry().lookupByNameAndType("directoryContexts", DirectoryContexts.class))
                .forEach(camel.getRegistry()::bind);
            camel.addRoutes(new Staging(pages));
            camel.start();
            Exchange read = camel.createProducerTemplate().send("direct:read-" + directory.kind(), exchange -> {
                exchange.setVariable("directory", directory);
                exchange.setVariable("sync", new Sync(new UUID(0, 0), directory.name(), null, true));
            });
            if (read.getException() != null) {
                throw new Failed(said(read.getException()), read.getException());
            }
        } catch (Failed e) {
            throw e;
        } catch (Exception e) {
            throw new Failed(e.getMessage(), e);
        }
        if (!ends.reached) {
            throw new Failed("the read did not come to its end", null);
        }
    }

    private void load(String kind) throws Exception {
        Map<String, String> routes = ShippedRoutes.texts();
        if (!routes.containsKey("directories/read-" + kind + RouteFile.SUFFIX)) {
            throw new Failed("there is no kind " + kind + " (--kind)", null);
        }
        camel.addRoutesConfigurations(new Windows());
        for (Map.Entry<String, String> route : routes.entrySet()) {
            if (route.getKey().startsWith("directories/read-")) {
                PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(route.getKey().substring(12), route.getValue()));
            }
        }
    }

    /** The sentence that names the server and the fix, and not one of those that only wrap it. */
    private static String said(Throwable e) {
        Throwable said = e;
        while ((said instanceof UncheckedIOException || said instanceof CamelExchangeException) && said.getCause() != null) {
            said = said.getCause();
        }
        return said.getMessage();
    }

    @Override
    public void close() {
        camel.stop();
    }

    /** What policies/errors.camel.yaml does to a window of Active Directory that holds too much; all else ends the read. */
    private static final class Windows extends RouteConfigurationBuilder {
        @Override
        public void configuration() {
            routeConfiguration().onException(SizeLimitExceededException.class).onWhen(simple("${header.window} != null"))
                .continued(true).to("bean:activeDirectory?method=tooMany(${header.window})");
        }
    }

    /** Where the routes put what they read. */
    private static final class Staging extends RouteBuilder {
        private final Consumer<List<RawEntry>> pages;

        Staging(Consumer<List<RawEntry>> pages) {
            this.pages = pages;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void configure() {
            from("direct:stage-page").process(page -> pages.accept(page.getMessage().getBody(List.class)));
        }
    }

    /** Stands for the bean that the routes tell how far they came. */
    public static final class Ends {
        private boolean reached;

        /** All was read. */
        public void readAll(Object sync, String watermark) {
            reached = true;
        }

        /** Nothing was read but changes: there was nothing to begin with, so these are all. */
        public void readChanges(Object sync, String watermark) {
            reached = true;
        }
    }

    /** The directory was not read to its end. */
    static final class Failed extends RuntimeException {
        Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

package io.sealpost.routing;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Component;
import org.apache.camel.Processor;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.SimpleTypeConverter;
import org.springframework.beans.BeanUtils;
import org.springframework.jms.connection.DelegatingConnectionFactory;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Builds the routes in a Camel context that is thrown away and never runs: what only Camel knows (components, their options, the
 * Simple language) is found here. Beans are of the right type, but empty.
 */
final class ScratchBuild {
    /** What routes ask for to reach the outside, and what never does. */
    private static final List<Object> OUTSIDE = List.of(new NoHttp(), new DelegatingConnectionFactory());
    private final RouteBeans beans;
    private final Configuration configuration;
    /** Files that were built, below these policies: they need not be built again while none of both is edited. */
    private final Set<String> built = new HashSet<>();
    private String policies = "";

    ScratchBuild(RouteBeans beans, Configuration configuration) {
        this.beans = beans;
        this.configuration = configuration;
    }

    synchronized Stream<Finding> findings(RouteFiles files) {
        String now = files.all().filter(RouteFile::hasPolicy).map(ScratchBuild::version).collect(Collectors.joining("\n"));
        if (!now.equals(policies)) {
            policies = now;
            built.clear();
        }
        built.retainAll(files.all().map(ScratchBuild::version).collect(Collectors.toSet()));
        Stream<RouteFile> edited = files.all().filter(f -> !f.hasPolicy() && !built.contains(version(f)));
        return build(Stream.concat(files.all().filter(RouteFile::hasPolicy), edited).toList(), files).stream();
    }

    private static String version(RouteFile file) {
        return file.name() + "\n" + file.text();
    }

    private List<Finding> build(List<RouteFile> those, RouteFiles files) {
        List<Finding> found = new ArrayList<>();
        try (DefaultCamelContext camel = new Scratch()) {
            camel.disableJMX();
            camel.setAutoStartup(false);
            camel.setStartupSummaryLevel(StartupSummaryLevel.Off);
            camel.getCamelContextExtension().setRegistry(new DefaultRegistry(new EmptyBeans()));
            camel.getPropertiesComponent().addPropertiesSource(new Placeholders());
            camel.getTypeConverterRegistry().addTypeConverter(UUID.class, String.class,
                new SimpleTypeConverter(false, (type, exchange, text) -> UUID.fromString(text.toString())));
            camel.start();
            QuartzComponent quartz = (QuartzComponent) camel.getComponent("quartz", true, false);
            quartz.setAutoStartScheduler(false); // its jobs are registered, and must not fire
            quartz.setEnableJmx(false);
            quartz.start();
            those.forEach(file -> build(camel, file, files, found));
        } catch (IOException e) {
            throw new IllegalStateException("The scratch context did not end", e);
        }
        return found;
    }

    private void build(DefaultCamelContext camel, RouteFile file, RouteFiles files, List<Finding> found) {
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
            built.add(version(file));
        } catch (Exception e) { // whatever Camel throws here, it would throw at the start
            found.add(BuildFailure.finding(e, file, files));
        }
    }

    /** Camel takes a route of the same id away before it adds one, and looks at all others for that: here there is none. */
    private static final class Scratch extends DefaultCamelContext {
        Scratch() {
            super(false);
        }

        @Override
        public boolean removeRoute(String id) {
            return false;
        }
    }

    private final class Placeholders implements PropertiesSource {
        @Override
        public String getName() {
            return "configuration";
        }

        @Override
        public String getProperty(String name) {
            return configuration.environment().getProperty(name);
        }
    }

    /** An HTTP server that takes no requests. */
    private static final class NoHttp implements PlatformHttpEngine {
        @Override
        public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            return new NoRequests(endpoint, processor);
        }
    }

    private static final class NoRequests extends DefaultConsumer implements PlatformHttpConsumer {
        NoRequests(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }
    }

    /** Beans by name that no constructor has made. */
    private final class EmptyBeans implements BeanRepository {
        private final SpringObjenesis objenesis = new SpringObjenesis();

        @Override
        public Object lookupByName(String name) {
            Class<?> type = beans.type(name);
            if (type == null || !type.getName().startsWith("io.sealpost.")) {
                return null;
            }
            if (Component.class.isAssignableFrom(type)) { // Camel itself looks into these: they need their constructor
                Constructor<?> constructor = BeanUtils.getResolvableConstructor(type);
                return BeanUtils.instantiateClass(constructor, new Object[constructor.getParameterCount()]);
            }
            return objenesis.newInstance(type);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            Object bean = lookupByName(name);
            return type.isInstance(bean) ? type.cast(bean) : findByType(type).stream().findFirst().orElse(null);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Map.of();
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return OUTSIDE.stream().filter(type::isInstance).map(type::cast).collect(Collectors.toSet());
        }
    }
}

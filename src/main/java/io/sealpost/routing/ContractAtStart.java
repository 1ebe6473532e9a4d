package io.sealpost.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Checks the contract before any bean is made, so before a database or broker is opened; findings end the start. */
@Component
class ContractAtStart implements BeanFactoryPostProcessor, EnvironmentAware {
    private Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    /** @throws RoutesRefused if there is a finding */
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        Configuration configuration = new Configuration(environment);
        configuration.withoutKeys().or(configuration::withoutRoutes).ifPresent(finding -> {
            throw new RoutesRefused(List.of(finding));
        });
        RouteContract contract = new RouteContract(new RouteBeans(factory), configuration);
        try {
            RouteFiles files = RouteFiles.read(configuration.routes());
            List<Finding> found = contract.check(files);
            if (!found.isEmpty()) {
                throw new RoutesRefused(found);
            }
            factory.registerSingleton("routeContract", contract);
            factory.registerSingleton("checkedRoutes", files);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder sealpost.routes cannot be read: " + configuration.routes(), e);
        }
    }
}

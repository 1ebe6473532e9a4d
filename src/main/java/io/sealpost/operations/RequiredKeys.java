package io.sealpost.operations;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Refuses to start without a key-encryption key or without an account, before any bean is made: no database, broker or port is
 * touched. There is no mode in which that is allowed: tests and trials configure both.
 */
@Component
class RequiredKeys implements BeanFactoryPostProcessor, EnvironmentAware {
    private Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        List<String> missing = new ArrayList<>();
        Binder binder = Binder.get(environment);
        if (binder.bind("sealpost.escrow.kek", String.class).orElse("").isBlank()) {
            missing.add("sealpost.escrow.kek names no key-encryption key");
        }
        if (binder.bind("sealpost.accounts", Bindable.mapOf(String.class, Object.class)).orElse(java.util.Map.of()).isEmpty()) {
            missing.add("sealpost.accounts names nobody who may log in");
        }
        if (!missing.isEmpty()) {
            throw new NotInstalled(String.join(", and ", missing) + ".");
        }
    }

    /** The configuration lacks what `init` makes. */
    static final class NotInstalled extends RuntimeException {
        NotInstalled(String what) {
            super(what);
        }
    }

    /** Says it in two sentences instead of a stack trace; Spring Boot finds it by META-INF/spring.factories. */
    static final class Analyzer extends AbstractFailureAnalyzer<NotInstalled> {
        @Override
        protected FailureAnalysis analyze(Throwable root, NotInstalled cause) {
            return new FailureAnalysis("This is not an installation: " + cause.getMessage(), "In this folder, "
                + java.nio.file.Path.of("").toAbsolutePath() + ", run: java -jar sealpost.jar init\nOr start it in the folder that "
                + "has been made so (docs/install.md).", cause);
        }
    }
}

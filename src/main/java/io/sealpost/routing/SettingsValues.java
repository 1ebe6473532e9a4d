package io.sealpost.routing;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.validation.Validation;
import org.quartz.CronExpression;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.origin.Origin;
import org.springframework.validation.FieldError;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/** Values under {@code sealpost.}: each settings record can be made of them, and each schedule is a Quartz cron that has times to come. */
final class SettingsValues {
    private static final SpringValidatorAdapter VALIDATOR =
        new SpringValidatorAdapter(Validation.buildDefaultValidatorFactory().getValidator());
    private static final String FIX = "Write a Quartz cron of six fields, for example 0 0/15 * * * ?";
    private final Configuration configuration;

    SettingsValues(Configuration configuration) {
        this.configuration = configuration;
    }

    Stream<Finding> findings(RouteFiles files, Set<Class<?>> settings) {
        Stream<String> keys = Stream.concat(Stream.of("sealpost.sync.schedule"), configuration.below("sealpost.directories").stream()
            .map(name -> "sealpost.directories." + name + ".schedule"));
        return Stream.of(settings.stream().flatMap(this::bound), keys.flatMap(this::schedule), files.everything()
            .filter(part -> part.key().equals("cron") && part.text() != null).flatMap(this::schedule)).flatMap(s -> s);
    }

    private Stream<Finding> bound(Class<?> type) {
        try {
            Binder.get(configuration.environment()).bind(type.getAnnotation(ConfigurationProperties.class).value(), Bindable.of(type),
                new ValidationBindHandler(VALIDATOR));
            return Stream.empty();
        } catch (BindException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindValidationException invalid) {
                    return invalid(invalid);
                }
            }
            Origin origin = e.getProperty() == null ? null : e.getProperty().getOrigin();
            return Stream.of(Configuration.finding(origin, e.getName() + " cannot be read as " + named(e.getTarget()),
                "Write it as config/application.yaml shows"));
        }
    }

    private Stream<Finding> invalid(BindValidationException invalid) {
        List<Finding> found = new ArrayList<>();
        invalid.getValidationErrors().forEach(error -> {
            String prefix = invalid.getValidationErrors().getName().toString();
            String key = error instanceof FieldError field ? prefix + "." + field.getField().replace("[", ".").replace("]", "")
                .replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT) : prefix;
            found.add(configuration.finding(key, key + " " + error.getDefaultMessage(), "Write it as config/application.yaml shows"));
        });
        return found.stream();
    }

    private Stream<Finding> schedule(YamlPart cron) {
        String value = configuration.resolved(cron.text());
        if (value.contains("{{") || comes(value)) {
            return Stream.empty();
        }
        return Stream.of(cron.text().matches("\\{\\{[^{}:]+}}") ? none(cron.text().replaceAll("[{}]", ""), value)
            : cron.finding("This is no schedule: " + value, FIX));
    }

    /** The key's; none where it is not said. */
    private Stream<Finding> schedule(String key) {
        String value = configuration.value(key);
        return value.isBlank() || comes(value) ? Stream.empty() : Stream.of(none(key, value));
    }

    private Finding none(String key, String value) {
        return configuration.finding(key, key + " is no schedule: " + value, FIX);
    }

    /** Quartz itself refuses to start with one whose times have all passed. */
    private static boolean comes(String cron) {
        try {
            return new CronExpression(cron).getNextValidTimeAfter(new Date()) != null;
        } catch (ParseException e) {
            return false;
        }
    }

    private static String named(Bindable<?> target) {
        return target.getType().toClass().getSimpleName();
    }
}

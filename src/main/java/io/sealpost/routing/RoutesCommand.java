package io.sealpost.routing;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import org.yaml.snakeyaml.error.YAMLException;

/** {@code routes check} and {@code routes diff}: about route files, without starting the gateway. */
@Command(name = "routes", description = "Checks route files, or compares them with those that were shipped.",
    mixinStandardHelpOptions = true, subcommands = {RoutesCommand.Check.class, RoutesDiff.class})
public final class RoutesCommand {

    /** {@code routes check}: status 0 if everything holds, 1 if not. */
    @Command(name = "check", mixinStandardHelpOptions = true, description = "Checks all route files and the configuration, as the"
        + " start does. Takes the gateway's own arguments, such as --sealpost.routes=… or --spring.config.location=…")
    static final class Check implements Callable<Integer> {
        @Unmatched
        private List<String> arguments = new ArrayList<>();
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            return RoutesCommand.call(spec, arguments, true, this::check);
        }

        private int check(Configuration configuration, PrintWriter out) throws IOException {
            var beans = new DefaultListableBeanFactory();
            new ClassPathBeanDefinitionScanner(beans, true, configuration.environment()).scan("io.sealpost");
            RouteFiles files = RouteFiles.read(configuration.routes());
            List<Finding> found = new RouteContract(new RouteBeans(beans), configuration).check(files);
            found.forEach(out::println);
            out.println(files.byName().size() + " route files: " + (found.isEmpty() ? "all is well" : found.size() + " to mend"));
            return found.isEmpty() ? 0 : 1;
        }
    }

    /** What one of the commands does, and its status. */
    interface Task {
        int run(Configuration configuration, PrintWriter out) throws IOException;
    }

    /** Reads the configuration and does the task; if there is nothing to read, says so in one sentence, with status 1. */
    static int call(CommandSpec spec, List<String> arguments, boolean needsKeys, Task task) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Configuration configuration = new Configuration(environment(arguments));
            Optional<Finding> missing = (needsKeys ? configuration.withoutKeys() : Optional.<Finding>empty())
                .or(configuration::withoutRoutes);
            missing.ifPresent(out::println);
            return missing.isPresent() ? 1 : task.run(configuration, out);
        } catch (ConfigDataException | YAMLException | IllegalStateException e) {
            out.println("The configuration cannot be read: " + NestedExceptionUtils.getMostSpecificCause(e).getMessage().strip()
                + ". Mend it, or name the right one: --spring.config.location=file:FOLDER/");
            return 1;
        } catch (AccessDeniedException e) {
            out.println(e.getFile() + " cannot be read. Run this as the user whom the gateway runs as");
            return 1;
        } finally {
            out.flush();
        }
    }

    /** What the gateway would read with these arguments. */
    private static StandardEnvironment environment(List<String> arguments) {
        LoggingSystem.get(RoutesCommand.class.getClassLoader()).beforeInitialize(); // quiet: the output is for people
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }
}

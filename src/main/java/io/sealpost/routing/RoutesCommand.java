package io.sealpost.routing;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

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
            StandardEnvironment environment = environment(arguments);
            var beans = new DefaultListableBeanFactory();
            new ClassPathBeanDefinitionScanner(beans, true, environment).scan("io.sealpost");
            Configuration configuration = new Configuration(environment);
            RouteFiles files = RouteFiles.read(configuration.routes());
            List<Finding> found = new RouteContract(new RouteBeans(beans), configuration).check(files);
            PrintWriter out = spec.commandLine().getOut();
            found.forEach(out::println);
            out.println(files.byName().size() + " route files: " + (found.isEmpty() ? "all is well" : found.size() + " to mend"));
            out.flush();
            return found.isEmpty() ? 0 : 1;
        }
    }

    /** What the gateway would read with these arguments. */
    static StandardEnvironment environment(List<String> arguments) {
        LoggingSystem.get(RoutesCommand.class.getClassLoader()).beforeInitialize(); // quiet: the output is for people
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }
}

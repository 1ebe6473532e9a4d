package io.sealpost;

import io.sealpost.operations.Init;
import io.sealpost.operations.NewAccount;
import io.sealpost.routing.Observe;
import io.sealpost.routing.RoutesCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import picocli.CommandLine;

/** The gateway's main class: one process, one configuration (S11). With a command as its first argument it does that and ends. */
@SpringBootApplication
@CommandLine.Command(name = "java -jar sealpost.jar", mixinStandardHelpOptions = true,
        subcommands = {Init.class, NewAccount.class, Observe.class, RoutesCommand.class},
        description = "Starts the gateway; with a command it does only that, and ends.")
public class Sealpost {
    static {
        // H2 would hash each text that it reads or stores, in search of an equal one: a tenth of a full read of a directory
        System.setProperty("h2.objectCache", "false");
    }

    public static void main(String[] args) {
        if (args.length > 0 && (!args[0].startsWith("-") || args[0].equals("--help"))) {
            System.exit(new CommandLine(new Sealpost()).execute(args));
        }
        SpringApplication.run(Sealpost.class, args);
    }
}

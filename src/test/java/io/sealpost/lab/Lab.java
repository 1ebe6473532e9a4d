package io.sealpost.lab;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;

import io.sealpost.Sealpost;
import io.sealpost.lab.gateway.GatewayClock;
import io.sealpost.lab.gateway.PostgresServer;
import io.sealpost.lab.world.Game;
import io.sealpost.lab.world.Options;
import io.sealpost.lab.world.World;
import org.springframework.boot.SpringApplication;

/** Starts the lab: the world, the gateway, or both ({@code --lab.role=all|world|gateway}). See {@link Options} for the rest. */
public final class Lab {
    private Lab() {
    }

    /** Runs until stopped, or with {@code --lab.exit=true} until the proof: status 0 if every device is proven, else 1. */
    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (options.role() == Options.Role.GATEWAY) {
            gateway(options, arguments);
            return;
        }
        var world = World.start(options);
        if (options.role() == Options.Role.ALL) {
            try {
                gateway(options, arguments);
            } catch (RuntimeException e) {
                // Spring has said why; the world's threads would keep this process alive.
                System.exit(1);
            }
        } else {
            System.out.println("The gateway's configuration is in " + options.gatewayProperties() + "; waiting for it to be up.");
        }
        boolean proven = new Game(world, System.out).play();
        if (options.exit()) {
            world.close();
            System.exit(proven ? 0 : 1);
        }
    }

    private static void gateway(Options options, String... arguments) {
        if (!Files.exists(options.gatewayProperties())) {
            throw new IllegalStateException(options.gatewayProperties() + " is not there: start --lab.role=world first");
        }
        var all = new ArrayList<>(Arrays.stream(arguments).filter(argument -> !Options.ours(argument)).toList());
        if (options.database() == Options.Database.POSTGRESQL) {
            all.addAll(PostgresServer.start());
        }
        all.add("--spring.config.additional-location=file:" + options.gatewayProperties());
        var application = SpringApplication.from(Sealpost::main);
        (options.scenario() == Options.Scenario.LIFECYCLE ? application.with(GatewayClock.class) : application)
                .run(all.toArray(String[]::new));
    }
}

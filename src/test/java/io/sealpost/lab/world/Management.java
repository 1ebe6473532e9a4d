package io.sealpost.lab.world;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayProperties;
import io.sealpost.lab.people.Person;

/** One MDM of the lab: its server, the devices it manages, and what the gateway is told of it. */
interface Management extends AutoCloseable {
    /** How many devices it gives each user for one of {@code --lab.platforms}; 0: that platform is not its business. */
    int each(Options.Platform platform);

    /**
     * Makes those devices of a user; they have not joined yet.
     *
     * @param nth which of the user's for this platform; one beyond those that everybody has does not say whose it is, where an
     *            importer can
     */
    List<Managed> make(Options.Platform platform, Person owner, int nth);

    /** Adds its channel to the gateway's configuration. */
    void configure(GatewayProperties gateway);

    /** Adds its addresses and log-ins to endpoints.json. */
    void describe(ObjectNode endpoints);

    /** Lines for people about its side of the run, each of a name and a text. */
    List<String[]> figures();

    /** What it has given the gateway to log in with, that no configuration names. */
    default Set<String> accessTokens() {
        return Set.of();
    }

    /** Tells of exact moments; it goes on when the listener returns. */
    default void listen(Consumer<String> listener) {
    }

    @Override
    void close();
}

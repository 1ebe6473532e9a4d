package io.sealpost.lab.gateway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A PostgreSQL server on a free loopback port for the lab's gateway: empty at first, and gone when this process ends. */
public final class PostgresServer {
    private PostgresServer() {
    }

    /** Starts it. Returns the arguments by which the gateway uses it. */
    public static List<String> start() {
        try {
            var server = EmbeddedPostgres.builder().start();
            return List.of("--spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                    "--spring.datasource.username=postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("Embedded PostgreSQL did not start", e);
        }
    }
}

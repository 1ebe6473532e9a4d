package io.sealpost;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Fresh, migrated databases of both kinds for tests: H2 in the form of {@code config/application.yaml}, and PostgreSQL. */
public enum Databases {
    H2 {
        @Override
        public DataSource create(Path folder) {
            return copyOfMigratedFile(folder);
        }
    },
    POSTGRESQL {
        @Override
        public DataSource create(Path folder) {
            return copyOfMigrated("d" + UUID.randomUUID().toString().replace("-", ""));
        }
    };

    static {
        System.setProperty("h2.objectCache", "false"); // as Sealpost has it
    }

    private static final String MIGRATED = "migrated";
    private static final String H2_FILE = "sealpost.mv.db";
    private static EmbeddedPostgres server;
    private static boolean migrated;
    private static byte[] migratedFile;

    /** An empty database with our schema; H2 keeps its file in the folder. */
    public abstract DataSource create(Path folder);

    /** The URL of {@code config/application.yaml} with its data in that folder. */
    public static String h2(Path folder) {
        try {
            return new YamlPropertySourceLoader().load("ours", new FileSystemResource("config/application.yaml")).get(0)
                    .getProperty("spring.datasource.url").toString().replace("${sealpost.data}", folder.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Migrated once in each process. */
    private static synchronized DataSource copyOfMigratedFile(Path folder) {
        try {
            if (migratedFile == null) {
                var first = migrated(h2File(folder));
                try (var connection = first.getConnection(); var statement = connection.createStatement()) {
                    statement.execute("shutdown");
                }
                migratedFile = Files.readAllBytes(folder.resolve(H2_FILE));
            }
            Files.write(folder.resolve(H2_FILE), migratedFile);
            return h2File(folder);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("No H2 database in " + folder, e);
        }
    }

    // Open between two connections: closing and opening the files would take most of a test's time.
    private static DataSource h2File(Path folder) {
        return new DriverManagerDataSource(h2(folder) + ";DB_CLOSE_DELAY=20", "sealpost", "");
    }

    /** A new database on this Java process's own server, which ends with it. */
    static DataSource postgres(String name) {
        return postgres(name, "template1");
    }

    /** It is migrated once in each process; PostgreSQL copies it in a fraction of that time. */
    private static synchronized DataSource copyOfMigrated(String name) {
        if (!migrated) {
            migrated(postgres(MIGRATED));
            migrated = true;
        }
        return postgres(name, MIGRATED);
    }

    private static synchronized DataSource postgres(String name, String template) {
        try {
            if (server == null) {
                // it never outlives this process: flushing a database for each test to the disk would cost half a minute at its end
                server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").setServerConfig("full_page_writes", "off").start();
            }
            try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
                statement.execute("create database " + name + " template " + template);
            }
            return server.getDatabase("postgres", name);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("Embedded PostgreSQL did not start, or made no database", e);
        }
    }

    /** The URL of a new, empty database on that server, for other processes; its user is in it and needs no password. */
    public static String postgresUrl(String name) {
        postgres(name);
        return server.getJdbcUrl("postgres", name);
    }

    private static DataSource migrated(DataSource source) {
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }
}

package io.sealpost;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

/** The gateway's beans without routes and without the world: what the flows call, over a real database. */
public final class Core implements AutoCloseable {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private Core(DataSource database, Clock clock, IdGenerator ids, Map<String, Object> settings) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
        context.registerBean(DataSource.class, () -> pool(database));
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(IdGenerator.class, () -> ids);
        context.registerBean(DefaultSslBundleRegistry.class, () -> new DefaultSslBundleRegistry());
        context.register(Beans.class);
        context.refresh();
    }

    /** @param settings keys under {@code sealpost.}; everything else has its default */
    public static Core on(Databases kind, Path folder, Clock clock, Map<String, Object> settings) {
        return on(kind, folder, clock, new JdkIdGenerator(), settings);
    }

    /** With ids that can be repeated. */
    public static Core on(Databases kind, Path folder, Clock clock, IdGenerator ids, Map<String, Object> settings) {
        return new Core(kind.create(folder), clock, ids, settings);
    }

    /** Over a database that is there already. */
    public static Core over(DataSource database, Clock clock, Map<String, Object> settings) {
        return new Core(database, clock, new JdkIdGenerator(), settings);
    }

    // As the gateway has it: a connection to PostgreSQL is a process, too dear to be made for each statement.
    private static HikariDataSource pool(DataSource database) {
        var settings = new HikariConfig();
        settings.setDataSource(database);
        settings.setMinimumIdle(0);
        return new HikariDataSource(settings);
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    /** Not annotated as a configuration: the gateway's own scan, which sees test classes in the lab, must not find it. */
    @EnableTransactionManagement(proxyTargetClass = true)
    @ComponentScan({"io.sealpost.audit", "io.sealpost.user", "io.sealpost.escrow", "io.sealpost.device", "io.sealpost.profile",
        "io.sealpost.enrollment", "io.sealpost.payload", "io.sealpost.delivery", "io.sealpost.directory"})
    @org.springframework.context.annotation.Import({DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class})
    static class Beans {
    }
}

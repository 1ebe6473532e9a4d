package io.sealpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/** The same scripts make the same tables in both databases, and Quartz works on them. */
class MigrationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void G5_everyTableOfTheScriptsIsThere(Databases kind) throws Exception {
        var database = JdbcClient.create(kind.create(folder));
        var script = text("V1__data_model") + text("V2__quartz");
        var expected = new TreeSet<String>();
        Pattern.compile("(?im)^create table (\\w+)").matcher(script).results()
                .forEach(table -> expected.add(table.group(1).toLowerCase()));

        var found = database.sql("select lower(table_name) from information_schema.tables where lower(table_schema) = 'public'")
                .query(String.class).set();

        assertThat(expected).hasSizeGreaterThan(25);
        assertThat(found).containsAll(expected);
    }

    @ParameterizedTest
    @EnumSource
    void G5_everyColumnCanBeNamedWithoutQuotes(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var columns = database.sql("select lower(table_name) as t, lower(column_name) as c from information_schema.columns"
                + " where lower(table_schema) = 'public' and lower(table_name) <> 'flyway_schema_history'").query().listOfRows();

        assertThat(columns).hasSizeGreaterThan(150).allSatisfy(column ->
                assertThat(database.sql("select %s from %s where %1$s is null order by %1$s".formatted(column.get("c"), column.get("t")))
                        .query().listOfRows()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void G5_migratingAgainChangesNothing(Databases kind) {
        var source = kind.create(folder);

        assertThat(Flyway.configure().dataSource(source).load().migrate().migrationsExecuted).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void G5_quartzKeepsItsTriggersInOurTables(Databases kind) throws Exception {
        var source = kind.create(folder);
        var first = quartz(source);
        first.getScheduler().scheduleJob(JobBuilder.newJob(Nothing.class).withIdentity("sync").build(),
                TriggerBuilder.newTrigger().withIdentity("sync").withSchedule(CronScheduleBuilder.cronSchedule("0 0/15 * * * ?")).build());
        first.destroy();

        var second = quartz(source);
        assertThat(second.getScheduler().getTrigger(TriggerKey.triggerKey("sync"))).isNotNull();
        second.destroy();
        assertThat(JdbcClient.create(source).sql("select cron_expression from qrtz_cron_triggers where sched_name = 'sealpost'")
                .query(String.class).single()).isEqualTo("0 0/15 * * * ?");
    }

    private static String text(String script) throws IOException {
        return new ClassPathResource("db/migration/" + script + ".sql").getContentAsString(StandardCharsets.UTF_8);
    }

    static class Nothing implements Job {
        @Override
        public void execute(JobExecutionContext context) {
        }
    }

    /** A clustered scheduler with the properties of {@code config/application.yaml}, on this database. */
    private static SchedulerFactoryBean quartz(DataSource source) throws Exception {
        var properties = new Properties();
        var configuration = new YamlPropertySourceLoader().load("ours", new FileSystemResource("config/application.yaml")).get(0);
        var prefix = "spring.quartz.properties.";
        for (var name : ((EnumerablePropertySource<?>) configuration).getPropertyNames()) {
            if (name.startsWith(prefix)) {
                properties.put(name.substring(prefix.length()), configuration.getProperty(name).toString());
            }
        }
        var factory = new SchedulerFactoryBean();
        factory.setDataSource(source);
        factory.setQuartzProperties(properties);
        factory.setWaitForJobsToCompleteOnShutdown(true);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}

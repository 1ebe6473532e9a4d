package io.sealpost.routing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

import javax.sql.DataSource;

import io.sealpost.Databases;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What Camel does to a schedule when it starts a route, while a process may die and another's death is cleared up. */
class ScheduleStoreTest {
    @TempDir
    Path folder;
    private boolean dying;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void G5_aScheduleIsChangedWhollyOrNotAtAll(Databases database) throws Exception {
        var factory = new SchedulerFactoryBean();
        factory.setDataSource(new Dying(database.create(folder)));
        factory.setQuartzProperties(properties());
        factory.setAutoStartup(false);
        factory.afterPropertiesSet();
        Scheduler scheduler = factory.getScheduler();
        TriggerKey key = new TriggerKey("wake-due", "sealpost");
        scheduler.scheduleJob(JobBuilder.newJob(NoJob.class).withIdentity("wake-due", "sealpost").build(), each(key, "0 0 0 1 1 ? 2098"));

        dying = true;
        assertThatThrownBy(() -> scheduler.rescheduleJob(key, each(key, "0 0 0 1 1 ? 2099")));
        dying = false;

        assertThat(scheduler.getTrigger(key)).isNotNull();
        scheduler.shutdown();
    }

    private static Trigger each(TriggerKey key, String cron) {
        return TriggerBuilder.newTrigger().withIdentity(key).withSchedule(CronScheduleBuilder.cronSchedule(cron)).build();
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put("org.quartz.jobStore.class", ScheduleStore.class.getName());
        properties.put("org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        properties.put("org.quartz.jobStore.isClustered", "true");
        properties.put("org.quartz.scheduler.instanceId", "AUTO");
        properties.put("org.quartz.threadPool.threadCount", "1");
        return properties;
    }

    /** Dies between taking an old schedule away and writing the new one. */
    private final class Dying extends DelegatingDataSource {
        private Dying(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (dying && method.getName().equals("prepareStatement")
                        && arguments[0].toString().toUpperCase(Locale.ROOT).startsWith("INSERT INTO QRTZ_TRIGGERS")) {
                        throw new SQLException("the process dies here");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        }
    }

    /** Is never fired. */
    public static final class NoJob implements org.quartz.Job {
        @Override
        public void execute(JobExecutionContext context) {
            throw new IllegalStateException("fired");
        }
    }
}

package io.sealpost.operations;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How many deliveries are under way, and how many failed lately. */
@Component
@Transactional(readOnly = true)
@ManagedResource(objectName = "io.sealpost:type=Deliveries", description = "What is sent to devices")
public class DeliveryFigures {
    private final JdbcClient database;
    private final Clock clock;

    DeliveryFigures(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @ManagedAttribute(description = "Deliveries under way: to be sent, sent, or put off by the device")
    public long getOpen() {
        return database.sql("select count(*) from delivery where state in ('PENDING', 'SENT', 'DEFERRED')").query(Long.class).single();
    }

    @ManagedAttribute(description = "Deliveries that failed within the last 24 hours")
    public long getFailedLastDay() {
        return database.sql("select count(*) from delivery where state = 'FAILED' and ended_at > ?")
                .param(Timestamp.from(clock.instant().minus(Duration.ofDays(1)))).query(Long.class).single();
    }
}

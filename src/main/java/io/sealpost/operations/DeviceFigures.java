package io.sealpost.operations;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How many devices there are in which state. What an earlier joining left does not count, as in the API. */
@Component
@Transactional(readOnly = true)
@ManagedResource(objectName = "io.sealpost:type=Devices", description = "The devices of all channels")
public class DeviceFigures {
    private static final String HOLDS = " exists (select 1 from item i where i.device = d.id and i.generation = d.generation";
    private final JdbcClient database;

    DeviceFigures(JdbcClient database) {
        this.database = database;
    }

    @ManagedAttribute(description = "Devices under management")
    public long getJoined() {
        return count("d.state = 'JOINED'");
    }

    @ManagedAttribute(description = "Devices whose owner was stated before they joined")
    public long getExpected() {
        return count("d.state = 'EXPECTED'");
    }

    @ManagedAttribute(description = "Devices that left management")
    public long getLeft() {
        return count("d.state = 'LEFT'");
    }

    @ManagedAttribute(description = "Joined devices without an owner: they get nothing, their reason says why")
    public long getUnassigned() {
        return count("d.state = 'JOINED' and d.owner is null");
    }

    @ManagedAttribute(description = "Joined devices with an owner, whose inventory lists all that they should hold")
    public long getComplete() {
        return count("d.state = 'JOINED' and d.owner is not null and" + HOLDS + ") and not" + HOLDS
                + " and i.state not in ('VERIFIED', 'REMOVED'))");
    }

    @ManagedAttribute(description = "Joined devices on which something is FAILED or LOST")
    public long getWithFailures() {
        return count("d.state = 'JOINED' and" + HOLDS + " and i.state in ('FAILED', 'LOST'))");
    }

    private long count(String condition) {
        return database.sql("select count(*) from device d where " + condition).query(Long.class).single();
    }
}

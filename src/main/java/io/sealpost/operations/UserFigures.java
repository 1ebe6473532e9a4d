package io.sealpost.operations;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How many users there are, and how many wait. */
@Component
@Transactional(readOnly = true)
@ManagedResource(objectName = "io.sealpost:type=Users", description = "The users of all directories")
public class UserFigures {
    private final JdbcClient database;
    private final Clock clock;

    UserFigures(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @ManagedAttribute(description = "Users that their directory listed when it was last applied")
    public long getActive() {
        return count("state = 'ACTIVE'");
    }

    @ManagedAttribute(description = "Users that get nothing new, because their directory lists them no more")
    public long getSuspended() {
        return count("state = 'SUSPENDED'");
    }

    @ManagedAttribute(description = "Users whose devices are to be compared with the ledger now; it falls to 0 between changes")
    public long getToCompare() {
        return database.sql("select count(*) from directory_user where due_at <= ?").param(Timestamp.from(clock.instant()))
                .query(Long.class).single();
    }

    private long count(String condition) {
        return database.sql("select count(*) from directory_user where " + condition).query(Long.class).single();
    }
}

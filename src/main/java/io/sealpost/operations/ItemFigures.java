package io.sealpost.operations;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How many items are in which state, over all devices that have not left. */
@Component
@Transactional(readOnly = true)
@ManagedResource(objectName = "io.sealpost:type=Items", description = "What devices hold or should hold: the ledger")
public class ItemFigures {
    private final JdbcClient database;

    ItemFigures(JdbcClient database) {
        this.database = database;
    }

    @ManagedAttribute(description = "Items by their state (docs/operations.md says what each means)")
    public Map<String, Long> getByState() {
        var states = new TreeMap<String, Long>();
        database.sql("""
                select i.state, count(*) from item i join device d on d.id = i.device and d.generation = i.generation
                where d.state <> 'LEFT' group by i.state""")
                .query(row -> {
                    states.put(row.getString(1), row.getLong(2));
                });
        return states;
    }
}

package io.sealpost.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each column of each table, Flyway's and Quartz's too. */
final class Rows {
    private Rows() {
    }

    static Stream<Found> of(JdbcClient database) {
        return database.sql("select table_name from information_schema.tables where table_schema = 'public' order by 1")
            .query(String.class).list().stream().flatMap(table -> table(database, table));
    }

    private static Stream<Found> table(JdbcClient database, String table) {
        var found = new ArrayList<Found>();
        database.sql("select * from \"" + table + "\"").query((row, number) -> {
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                var value = row.getObject(column);
                var bytes = value instanceof byte[] raw ? raw : value == null ? new byte[0]
                    : row.getString(column).getBytes(StandardCharsets.UTF_8);
                found.add(new Found(table + "." + row.getMetaData().getColumnLabel(column), bytes));
            }
            return number;
        }).list();
        return found.stream();
    }
}

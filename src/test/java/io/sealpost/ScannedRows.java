package io.sealpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows that H2 looks at for a statement, by its own count. */
public final class ScannedRows {
    private static final Pattern COUNT = Pattern.compile("scanCount: (\\d+)");

    private ScannedRows() {
    }

    /** @param parameters by name; the statement need not use all of them */
    public static void assertLessThan(int rows, JdbcClient jdbc, String statement, Map<String, ?> parameters) {
        String plan = jdbc.sql("explain analyze " + statement).params(parameters).query(String.class).single();
        assertThat(COUNT.matcher(plan).results().mapToInt(count -> Integer.parseInt(count.group(1))).sum()).as(plan)
            .isPositive().isLessThan(rows);
    }
}

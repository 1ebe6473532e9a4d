package io.sealpost.operations;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;

import io.sealpost.Databases;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

class FileCompactionTest {
    @TempDir
    Path folder;

    @Test
    void G5_theFileIsUsedAgainWhileTheGatewayRuns() throws Exception {
        assertThat(size("compacted", true)).isLessThan(size("left alone", false) / 2);
    }

    @Test
    void G5_onPostgresqlThereIsNothingToDo() throws SQLException {
        var postgres = new DriverManagerDataSource(Databases.postgresUrl("compaction"), "postgres", "");
        assertThat(new FileCompaction(postgres).compact()).isFalse();
    }

    /** Rows are added for good, and others change for ever, as with the gateway's; old space may be used again at once here. */
    private long size(String name, boolean compact) throws Exception {
        var random = new Random(1);
        var text = new byte[300];
        var pool = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve(name) + ";WRITE_DELAY=0;RETENTION_TIME=0", "sealpost", "");
        try {
            var database = JdbcClient.create(pool);
            database.sql("create table journal (id identity primary key, entry uuid default random_uuid() unique, content varbinary)")
                .update();
            for (int i = 0; i < 4000; i++) {
                random.nextBytes(text);
                database.sql("insert into journal (content) values (?)").param(text).update();
                if (compact && i % 20 == 0) {
                    assertThat(new FileCompaction(pool).compact()).isTrue();
                }
            }
            return Files.size(folder.resolve(name + ".mv.db"));
        } finally {
            pool.dispose();
        }
    }
}

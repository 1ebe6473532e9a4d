package io.sealpost.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Has H2 use the space in its file again while the gateway runs. {@code WRITE_DELAY=0}, without which a kill loses commits, takes away
 * H2's background thread, which would do this (h2database issue 442). On PostgreSQL there is nothing to do.
 */
@Component
class FileCompaction implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(FileCompaction.class);
    /** Chunks of which less is live are written anew: H2's own default, AUTO_COMPACT_FILL_RATE. */
    private static final int FILL_RATE = 90;
    /** So much is written anew at once, a few milliseconds' work. */
    private static final int BYTES = 4 << 20;
    private final DataSource database;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread compaction = new Thread(work, "file-compaction");
        compaction.setDaemon(true);
        return compaction;
    });

    FileCompaction(DataSource database) {
        this.database = database;
    }

    @EventListener
    void start(ApplicationReadyEvent ready) {
        thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            if (!compact()) {
                thread.shutdown();
            }
        } catch (SQLException | MVStoreException e) { // the next look may find the database well again; without this there would be none
            LOG.warn("The database's file cannot be compacted now", e);
        }
    }

    /** One turn. @return whether this database is an H2 of this process, so that there is something to do */
    boolean compact() throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (connection.isWrapperFor(JdbcConnection.class)
                    && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
                session.getDatabase().getStore().getMvStore().compact(FILL_RATE, BYTES);
                return true;
            }
            return false;
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(10, TimeUnit.SECONDS);
    }
}

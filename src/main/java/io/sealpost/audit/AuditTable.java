package io.sealpost.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of table {@code audit}. They are only ever added. */
@Component
class AuditTable {
    private final JdbcClient database;

    AuditTable(JdbcClient database) {
        this.database = database;
    }

    /** A row in its place: the hash covers the previous one and the entry. */
    record Row(long seq, AuditEntry entry, String previous, String hash) {
        private static Row of(ResultSet row, int number) throws SQLException {
            return new Row(row.getLong("seq"), new AuditEntry(row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("actor"), row.getString("action"), row.getString("subject"), row.getString("detail")),
                    row.getString("previous"), row.getString("hash"));
        }
    }

    /**
     * Adds the entries at the end of the node's chain; the caller holds the chain's lock.
     *
     * @param known the chain's last row, or null to read it
     * @return the chain's last row, once this is committed
     */
    Row append(String node, List<AuditEntry> entries, Row known) {
        var last = known == null ? last(node).orElse(null) : known;
        for (var entry : entries) {
            var seq = last == null ? 1 : last.seq() + 1;
            var previous = last == null ? AuditEntry.START : last.hash();
            last = new Row(seq, entry, previous, entry.hash(previous, node, seq));
            database.sql("insert into audit (node, seq, at, actor, action, subject, detail, previous, hash)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(node, seq, OffsetDateTime.ofInstant(entry.at(), ZoneOffset.UTC), entry.actor(), entry.action(),
                            entry.subject(), entry.detail(), previous, last.hash())
                    .update();
        }
        return last;
    }

    /** The next thousand rows of the chain after that number. */
    List<Row> after(String node, long seq) {
        return database.sql("select * from audit where node = ? and seq > ? order by seq limit 1000")
                .params(node, seq).query(Row::of).list();
    }

    private Optional<Row> last(String node) {
        return database.sql("select * from audit where node = ? order by seq desc limit 1").param(node).query(Row::of).optional();
    }
}

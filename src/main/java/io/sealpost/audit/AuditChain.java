package io.sealpost.audit;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Checks that a node's record is whole: nothing changed, nothing missing, nothing put in between. Rows cut off at the end
 * cannot be seen from the table alone; compare the last number with a copy that is kept elsewhere.
 */
@Component
class AuditChain {
    private final AuditTable table;

    AuditChain(AuditTable table) {
        this.table = table;
    }

    /** The first row that does not fit, and why. */
    record Break(long seq, String reason) {
    }

    /** Reads the whole chain, a thousand rows at a time; empty if it is whole. */
    @Transactional(readOnly = true)
    Optional<Break> verify(String node) {
        var previous = AuditEntry.START;
        var seq = 0L;
        for (var rows = table.after(node, seq); !rows.isEmpty(); rows = table.after(node, seq)) {
            for (var row : rows) {
                var reason = reason(row, node, seq, previous);
                if (reason != null) {
                    return Optional.of(new Break(row.seq(), reason));
                }
                seq = row.seq();
                previous = row.hash();
            }
        }
        return Optional.empty();
    }

    private static String reason(AuditTable.Row row, String node, long before, String previous) {
        if (row.seq() != before + 1) {
            return "row " + (before + 1) + " is missing before it";
        }
        if (!row.previous().equals(previous)) {
            return "it does not continue the row before it";
        }
        return row.hash().equals(row.entry().hash(previous, node, row.seq())) ? null : "it was changed after it was written";
    }
}

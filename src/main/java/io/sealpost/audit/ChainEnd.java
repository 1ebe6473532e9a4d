package io.sealpost.audit;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The end of this node's chain: one writer at a time lengthens it, from knowing its last row until the commit is done. The last
 * row is remembered, so that a growing table costs no more; after anything but a commit the table is asked again.
 */
class ChainEnd extends ReentrantLock {
    private static final long serialVersionUID = 1L;
    private transient AuditTable.Row last;

    /** The row that the next one continues, or null if it must be read; only for the holder of the lock. */
    AuditTable.Row last() {
        return last;
    }

    /** That row is committed and the last; null if it is not known any more. Only for the holder of the lock. */
    void last(AuditTable.Row row) {
        this.last = row;
    }
}

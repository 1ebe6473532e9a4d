package io.sealpost.audit;

import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The entries of one transaction. They join the chain as the last thing before its commit, so that the chain is locked no
 * longer than that commit takes; the lock is held until it is done, so that nobody builds on a row that may yet vanish.
 */
class AuditEntries implements TransactionSynchronization {
    private final AuditTable table;
    private final String node;
    private final ChainEnd chain;
    private final Object resource;
    private final List<AuditEntry> waiting = new ArrayList<>();
    private boolean closed;
    private AuditTable.Row last;

    AuditEntries(AuditTable table, String node, ChainEnd chain, Object resource) {
        this.table = table;
        this.node = node;
        this.chain = chain;
        this.resource = resource;
    }

    void add(AuditEntry entry) {
        if (closed) {
            throw new IllegalStateException("The commit has begun; record '" + entry.action() + "' before it");
        }
        waiting.add(entry);
    }

    /** Last, so that no other callback waits for a row while the chain is locked. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        chain.lock();
        closed = true;
        last = table.append(node, waiting, chain.last());
    }

    /** Entries that a callback recorded while the commit was under way were never written: that is a mistake in its code. */
    @Override
    public void afterCommit() {
        if (!closed) {
            throw new IllegalStateException("Recorded too late, in a callback of the commit, and lost: " + waiting);
        }
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(resource);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(resource, this);
    }

    @Override
    public void afterCompletion(int status) {
        if (closed) {
            chain.last(status == STATUS_COMMITTED ? last : null);
            chain.unlock();
        }
        TransactionSynchronizationManager.unbindResource(resource);
    }
}

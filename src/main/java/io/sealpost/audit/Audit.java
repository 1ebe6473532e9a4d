package io.sealpost.audit;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Records what was done, by whom and to what, in the transaction that does it. */
@Component
@EnableConfigurationProperties(AuditSettings.class)
public class Audit {
    private final AuditTable table;
    private final Clock clock;
    private final String node;
    private final ChainEnd chain = new ChainEnd();

    Audit(AuditTable table, Clock clock, AuditSettings settings) {
        this.table = table;
        this.clock = clock;
        this.node = settings.node();
    }

    /**
     * Appends one row to this node's chain when the running transaction commits; a roll-back leaves none.
     * The actor is the authenticated user of the calling thread, else {@code gateway}; the time is now, in UTC.
     * Texts longer than their column are cut and end in an ellipsis. Never give it a secret.
     *
     * @param action  what was done, as a verb and its object, for example {@code state-owner}
     * @param subject what it was done to, for example a device's id
     * @param detail  why or how; may be null
     * @throws org.springframework.transaction.IllegalTransactionStateException if no transaction is open
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(String action, String subject, String detail) {
        var entry = new AuditEntry(clock.instant().truncatedTo(ChronoUnit.MICROS), AuditEntry.text(actor(), 128),
                AuditEntry.text(action, 64), AuditEntry.text(subject, 512), AuditEntry.text(detail, 2048));
        entries().add(entry);
    }

    private AuditEntries entries() {
        var bound = (AuditEntries) TransactionSynchronizationManager.getResource(this);
        if (bound != null) {
            return bound;
        }
        var entries = new AuditEntries(table, node, chain, this);
        TransactionSynchronizationManager.registerSynchronization(entries);
        TransactionSynchronizationManager.bindResource(this, entries);
        return entries;
    }

    private static String actor() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication == null || !authentication.isAuthenticated()
                || authentication instanceof AnonymousAuthenticationToken ? "gateway" : authentication.getName();
    }
}

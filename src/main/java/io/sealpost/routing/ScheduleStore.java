package io.sealpost.routing;

import org.quartz.JobPersistenceException;
import org.springframework.scheduling.quartz.LocalDataSourceJobStore;

/**
 * Quartz's tables, changed in transactions of its own. Spring's store leaves them to the caller's transaction; Camel calls without
 * one when it starts a route, so that each statement stood alone: while another node's death was being cleared up, a schedule could
 * stay BLOCKED for ever (docs/rationale.md).
 */
public class ScheduleStore extends LocalDataSourceJobStore {
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as Quartz's own store declares it
    protected Object executeInLock(String lockName, TransactionCallback work) throws JobPersistenceException {
        return executeInNonManagedTXLock(lockName, work, null);
    }
}

package io.sealpost.audit;

import org.springframework.stereotype.Component;

/** The audit record. */
@Component
public class Audit {
    /** Records in the caller's transaction that {@code action} was done to {@code subject}. */
    public void record(String action, String subject, String detail) {
        throw new UnsupportedOperationException("audit");
    }
}

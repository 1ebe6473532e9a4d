package io.sealpost.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** How the CAs answered this process since it started, and how long they took: from a request's claim to its outcome. */
@Component
@ManagedResource(objectName = "io.sealpost:type=CertificationAuthorities",
    description = "The CAs as this process met them since it started")
public class AuthorityCalls {
    private static final int LATEST = 100;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final CertificationAuthorities authorities;
    private final Map<UUID, Instant> begun = new ConcurrentHashMap<>();
    private final Map<String, Calls> calls = new ConcurrentHashMap<>();

    AuthorityCalls(JdbcClient jdbc, Clock clock, CertificationAuthorities authorities) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.authorities = authorities;
    }

    @ManagedAttribute(description = "For each CA: ca, waiting (requests of all nodes that are not decided yet), issued, pending (not yet),"
        + " denied, failed (the answer could not be used), unreachable (or busy), medianMillis and slowestMillis of the last 100"
        + " answers with the retries in place, lastError, lastErrorAt (UTC)")
    public List<Map<String, Object>> getCalls() {
        Map<String, Long> waiting = new TreeMap<>();
        jdbc.sql("select ca, count(*) from enrollment where due_at is not null group by ca").query(row -> {
            waiting.put(row.getString(1), row.getLong(2));
        });
        return authorities.all().stream().map(CertificationAuthority::name)
            .map(ca -> calls.getOrDefault(ca, new Calls()).shown(ca, waiting.getOrDefault(ca, 0L))).toList();
    }

    void begin(UUID id) {
        begun.put(id, clock.instant());
    }

    /** The CA answered. What is counted once is not counted again until the next claim. */
    void answered(Enrollment enrollment, Outcome outcome) {
        Instant began = begun.remove(enrollment.id());
        if (began != null) {
            of(enrollment).answered(outcome, Duration.between(began, clock.instant()).toMillis(), clock.instant());
        }
    }

    /** The CA did not answer, or asked to come later. */
    void unreachable(Enrollment enrollment, String cause) {
        if (begun.remove(enrollment.id()) != null) {
            of(enrollment).missed(cause, clock.instant());
        }
    }

    private Calls of(Enrollment enrollment) {
        return calls.computeIfAbsent(enrollment.ca(), ca -> new Calls());
    }

    private static final class Calls {
        private final Deque<Long> millis = new ArrayDeque<>();
        private long issued;
        private long pending;
        private long denied;
        private long failed;
        private long unreachable;
        private String error;
        private Instant errorAt;

        synchronized void answered(Outcome outcome, long took, Instant now) {
            if (millis.size() == LATEST) {
                millis.removeFirst();
            }
            millis.addLast(took);
            if (outcome instanceof Outcome.Issued) {
                issued++;
            } else if (outcome instanceof Outcome.Pending) {
                pending++;
            } else if (outcome instanceof Outcome.Denied no) {
                denied++;
                error(no.code(), now);
            } else if (outcome instanceof Outcome.Failed no) {
                failed++;
                error(no.code(), now);
            }
        }

        synchronized void missed(String cause, Instant now) {
            unreachable++;
            error(cause, now);
        }

        private void error(String text, Instant now) {
            error = text;
            errorAt = now;
        }

        synchronized Map<String, Object> shown(String ca, long waiting) {
            List<Long> sorted = millis.stream().sorted().toList();
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("ca", ca);
            shown.put("waiting", waiting);
            shown.put("issued", issued);
            shown.put("pending", pending);
            shown.put("denied", denied);
            shown.put("failed", failed);
            shown.put("unreachable", unreachable);
            shown.put("medianMillis", sorted.isEmpty() ? null : sorted.get(sorted.size() / 2));
            shown.put("slowestMillis", sorted.isEmpty() ? null : sorted.get(sorted.size() - 1));
            shown.put("lastError", error);
            shown.put("lastErrorAt", errorAt == null ? null : errorAt.toString());
            return shown;
        }
    }
}

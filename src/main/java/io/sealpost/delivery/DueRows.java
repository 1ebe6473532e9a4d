package io.sealpost.delivery;

import java.util.List;
import java.util.stream.Stream;

import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.Revocations;
import io.sealpost.user.Users;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The rows whose time has come, each kind as work for its flow; for the route wake-due. */
@Component
@EnableConfigurationProperties(WakeSettings.class)
public class DueRows {
    /** Taken in one go; the rest follows at the next tick. */
    private static final int MOST = 500;
    /** Devices asked in one go what they hold: after a long pause all are due, and none of it is urgent. */
    private static final int ASKED = 50;

    private final Users users;
    private final Enrollments enrollments;
    private final Revocations revocations;
    private final DueDeliveries deliveries;
    private final Inquiries inquiries;
    private final RemovedChannels removed;
    private final Notices notices;
    private final WakeSettings settings;

    DueRows(Users users, Enrollments enrollments, Revocations revocations, DueDeliveries deliveries, Inquiries inquiries,
            RemovedChannels removed, Notices notices, WakeSettings settings) {
        this.users = users;
        this.enrollments = enrollments;
        this.revocations = revocations;
        this.deliveries = deliveries;
        this.inquiries = inquiries;
        this.removed = removed;
        this.notices = notices;
        this.settings = settings;
    }

    /** Users who changed, or were not compared for long. */
    public List<Work> users() {
        return users.due(settings.compareEvery(), MOST).stream().map(Work::user).toList();
    }

    /** Certification requests that wait for a CA. */
    public List<Work> enrollments() {
        return enrollments.due(MOST).stream().map(Work::enrollment).toList();
    }

    /** Certificates that a CA is to revoke. */
    public List<Work> revocations() {
        return revocations.due(MOST).stream().map(Work::revocation).toList();
    }

    /** Deliveries that wait for their channel. */
    public List<Work> deliveries() {
        return deliveries.due(MOST);
    }

    /** Mails to users that wait. */
    public List<Work> notices() {
        return notices.due(MOST);
    }

    /**
     * Deliveries that were sent and never answered, and devices that were not asked for long. Those to channels that are gone end first:
     * they would stop all others.
     */
    public List<Work> overdue() {
        removed.fail(MOST);
        return Stream.concat(inquiries.overdue(MOST).stream(), inquiries.periodic(ASKED).stream()).toList();
    }
}

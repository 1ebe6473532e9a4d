package io.sealpost.directory;

import io.sealpost.delivery.RemovalSettings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What a plan would do to people, counted before it does. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Effects {
    private static final String ACTIVE = "u.directory = :directory and u.state = 'ACTIVE'";
    private static final String ALL = "directory_user u";
    /** Few among many: left joins, so that H2 begins with the plan. */
    static final String LEAVERS = "(select external_id from sync_change where sync = :sync and what = 'SUSPEND') c"
        + " left join directory_user u on u.directory = :directory and u.external_id = c.external_id";
    /** Items that are a private key on a device, or on their way there. */
    static final String KEYS = "select count(*) from %s left join item i on i.user_id = u.id where " + ACTIVE
        + " and i.kind in ('ENCRYPTION_IDENTITY', 'SIGNING_IDENTITY') and i.state not in ('REMOVED', 'LOST', 'REMOVING')";
    static final String PUBLISHED = "select count(*) from %s left join publication p on p.user_id = u.id where " + ACTIVE
        + " and p.state = 'PUBLISHED'";

    private final JdbcClient jdbc;
    private final Runs runs;
    private final RemovalSettings removal;

    Effects(JdbcClient jdbc, Runs runs, RemovalSettings removal) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.removal = removal;
    }

    /**
     * One effect.
     *
     * @param key   its limit's name under {@code sealpost.guard}
     * @param count how many the plan affects
     * @param of    of how many
     */
    record Effect(String key, String words, int count, int of, GuardSettings.Limit limit) {
        boolean tooMuch() {
            return count > limit.of(of);
        }
    }

    Effect users(Sync sync, GuardSettings settings) {
        int leaving = jdbc.sql("select count(*) from sync_change where sync = ? and what = 'SUSPEND'").param(sync.id())
            .query(Integer.class).single();
        return new Effect("users", "users would leave", leaving, leaving == 0 ? 0 : runs.population(sync.directory()), settings.users());
    }

    /** Private keys that leave devices once the grace time of those who leave has passed. */
    Effect keys(Sync sync, Effect users, GuardSettings settings) {
        return effect(sync, users, "keys", "private keys would leave devices", KEYS, settings.keys());
    }

    /** Published certificates that are withdrawn once the grace time of those who leave has passed. */
    Effect certificates(Sync sync, Effect users, GuardSettings settings) {
        return effect(sync, users, "certificates", "published certificates would be withdrawn", PUBLISHED, settings.certificates());
    }

    /** What is there in all is counted only where it decides anything: the least that may leave may leave always. */
    private Effect effect(Sync sync, Effect users, String key, String words, String sql, GuardSettings.Limit limit) {
        boolean any = removal.suspendedUsers() && users.count() > 0;
        int leaving = any ? jdbc.sql(sql.formatted(LEAVERS)).param("directory", sync.directory()).param("sync", sync.id())
            .query(Integer.class).single() : 0;
        int all = leaving > limit.least() ? jdbc.sql(sql.formatted(ALL)).param("directory", sync.directory()).query(Integer.class).single()
            : 0;
        return new Effect(key, words, leaving, all, limit);
    }
}

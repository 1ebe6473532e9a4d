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
    /** Items that are a private key on a device, or on their way there. */
    private static final String KEYS = """
        select count(*) from item i join directory_user u on u.id = i.user_id
        where u.directory = :directory and u.state = 'ACTIVE' and i.kind in ('ENCRYPTION_IDENTITY', 'SIGNING_IDENTITY')
          and i.state not in ('REMOVED', 'LOST', 'REMOVING')""";
    private static final String PUBLISHED = "select count(*) from publication p join directory_user u on u.id = p.user_id"
        + " where u.directory = :directory and u.state = 'ACTIVE' and p.state = 'PUBLISHED'";
    private static final String OF_LEAVERS =
        " and u.external_id in (select c.external_id from sync_change c where c.sync = :sync and c.what = 'SUSPEND')";

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
        boolean any = removal.suspendedUsers() && users.count() > 0;
        int leaving = any ? jdbc.sql(KEYS + OF_LEAVERS).param("directory", sync.directory()).param("sync", sync.id())
            .query(Integer.class).single() : 0;
        int held = any ? jdbc.sql(KEYS).param("directory", sync.directory()).query(Integer.class).single() : 0;
        return new Effect("keys", "private keys would leave devices", leaving, held, settings.keys());
    }

    /** Published certificates that are withdrawn once the grace time of those who leave has passed. */
    Effect certificates(Sync sync, Effect users, GuardSettings settings) {
        boolean any = removal.suspendedUsers() && users.count() > 0;
        int leaving = any ? jdbc.sql(PUBLISHED + OF_LEAVERS).param("directory", sync.directory()).param("sync", sync.id())
            .query(Integer.class).single() : 0;
        int published = any ? jdbc.sql(PUBLISHED).param("directory", sync.directory()).query(Integer.class).single() : 0;
        return new Effect("certificates", "published certificates would be withdrawn", leaving, published, settings.certificates());
    }
}

package io.sealpost.user;

import io.sealpost.audit.Audit;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users for the tests of other packages. */
public final class UsersFixture {
    private UsersFixture() {
    }

    public static Users users(JdbcClient jdbc, Clock clock, Audit audit) {
        return new Users(jdbc, clock, audit, certificates(jdbc, clock));
    }

    public static UserCertificates certificates(JdbcClient jdbc, Clock clock) {
        return new UserCertificates(jdbc, clock);
    }

    /** A user with this address, not due. */
    public static UUID add(JdbcClient jdbc, String address) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into directory_user (id, directory, external_id, state, entry_digest, updated_at) "
                + "values (?, 'd', ?, 'ACTIVE', ?, ?)")
            .params(id, address, "0".repeat(64), OffsetDateTime.now()).update();
        jdbc.sql("insert into address (mailbox, user_id, is_primary) values (?, ?, true)").params(address, id).update();
        return id;
    }
}

package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;

import io.sealpost.pki.Certificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What was imported for users where an MDM keeps it for the user and not for each device. */
@Component
@Transactional(readOnly = true)
class Imports {
    private final JdbcClient jdbc;

    Imports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The certificates of identities that some device of the channel holds of this user, or should hold. */
    List<X509Certificate> of(String channel, UUID user) {
        return jdbc.sql("""
                select distinct c.sha256, c.der from item i join device d on d.id = i.device join certificate c on c.sha256 = i.certificate
                where d.channel = ? and i.user_id = ? and i.kind in ('ENCRYPTION_IDENTITY', 'SIGNING_IDENTITY')
                and i.state <> 'REMOVED' order by c.sha256""")
            .params(channel, user).query((row, n) -> Certificates.parse(row.getBytes(2))).list();
    }

    /** Whether another device of the channel is this user's. */
    boolean elsewhere(String channel, UUID user, UUID device) {
        return jdbc.sql("select count(*) from device where channel = ? and owner = ? and id <> ? and state = 'JOINED'")
            .params(channel, user, device).query(Integer.class).single() > 0;
    }

    /** The MDM's ids of the channel's devices that have joined. */
    List<String> joined(String channel) {
        return jdbc.sql("select external_id from device where channel = ? and state = 'JOINED' order by external_id").param(channel)
            .query(String.class).list();
    }
}

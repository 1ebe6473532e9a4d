package io.sealpost.operations;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes rows for the views to show, with what a test says and plain values for the rest. */
record Ledger(JdbcClient database) {
    static final OffsetDateTime NOW = OffsetDateTime.of(2026, 3, 1, 10, 0, 0, 0, ZoneOffset.UTC);

    /** What the API says of the mail clients of an iPhone that holds nothing. */
    static final String CLIENTS = """
            [{"client":"APPLE_MAIL_IOS","activation":"BY_USER","reason":"The device lists no mail profile that names both identities",\
            "instructions":"/instructions/apple-mail-ios.html"},{"client":"OUTLOOK_IOS","activation":"BY_USER",\
            "reason":"Outlook on a phone takes certificates from Intune alone, and this device is not behind it",\
            "instructions":"/instructions/outlook-ios.html"}]""";

    void clear() {
        for (var table : new String[] {"finding", "publication", "channel_state", "item", "delivery", "enrollment", "wrapped_key",
            "user_certificate", "certificate", "owner_claim", "notice", "device",
            "address", "user_name", "directory_user", "sync_change", "sync"}) {
            database.sql("delete from " + table).update();
        }
    }

    UUID user(String uid) {
        var id = UUID.randomUUID();
        database.sql("insert into directory_user (id, directory, external_id, state, display_name, entry_digest, updated_at)"
                + " values (?, 'corporate', ?, 'ACTIVE', ?, ?, ?)").params(id, uid, "Display " + uid, "0".repeat(64), NOW).update();
        database.sql("insert into user_name values (?, 'uid', ?)").params(id, uid).update();
        database.sql("insert into address values (?, ?, false)").params("a." + uid + "@example.com", id).update();
        database.sql("insert into address values (?, ?, true)").params(uid + "@example.com", id).update();
        return id;
    }

    void certificate(UUID user, String sha256, String spki, boolean inEscrow) {
        database.sql("insert into certificate (sha256, spki, der, subject, issuer, serial, not_before, not_after)"
                + " values (?, ?, ?, 'CN=Anna', 'CN=CA', '0a1b', ?, ?)")
                .params(sha256, spki, new byte[] {1}, NOW.minusYears(1), NOW.plusYears(1)).update();
        database.sql("insert into user_certificate values (?, ?, 'ENCRYPTION', 'DIRECTORY', ?)").params(user, sha256, NOW).update();
        if (inEscrow) {
            database.sql("insert into wrapped_key (spki, kek, origin, cms, created_at) values (?, 'kek', 'IMPORT', ?, ?)")
                    .params(spki, new byte[] {1}, NOW).update();
        }
    }

    UUID device(String channel, String externalId, UUID owner) {
        var id = io.sealpost.device.Devices.id(channel, externalId);
        database.sql("insert into device (id, channel, external_id, platform, model, state, owner, generation, joined_at)"
                + " values (?, ?, ?, 'IOS', 'iPhone', 'JOINED', ?, 1, ?)").params(id, channel, externalId, owner, NOW).update();
        return id;
    }

    void item(UUID device, UUID user, String kind, String state, String code, String text) {
        database.sql("insert into item (id, device, user_id, generation, kind, external_key, state, code, text, updated_at)"
                + " values (?, ?, ?, 1, ?, 'key', ?, ?, ?, ?)")
                .params(UUID.randomUUID(), device, user, kind, state, code, text, NOW).update();
    }

    UUID delivery(UUID device, UUID user, String kind, String state, String code, String text, int minute) {
        var id = UUID.randomUUID();
        database.sql("insert into delivery (id, device, user_id, generation, kind, request, command, state, code, text, attempts,"
                + " created_at) values (?, ?, ?, 1, ?, 'InstallProfile', ?, ?, ?, ?, 1, ?)")
                .params(id, device, user, kind, UUID.randomUUID(), state, code, text, NOW.plusMinutes(minute)).update();
        return id;
    }

    UUID enrollment(UUID device, UUID user, String state, String code, String text, int minute) {
        var id = UUID.randomUUID();
        database.sql("insert into enrollment (id, ca, profile, device, user_id, generation, state, csr, code, text, attempts, repeats,"
                + " created_at, updated_at) values (?, 'issuing', 'pkcs', ?, ?, 1, ?, ?, ?, ?, 2, 1, ?, ?)")
                .params(id, device, user, state, new byte[] {1}, code, text, NOW.plusMinutes(minute), NOW.plusMinutes(minute)).update();
        return id;
    }

    UUID sync(String state, int minute) {
        var id = UUID.randomUUID();
        database.sql("insert into sync (id, directory, state, started_at, entries, added, changed)"
                + " values (?, 'corporate', ?, ?, 7, 2, 1)").params(id, state, NOW.plusMinutes(minute)).update();
        return id;
    }

    void change(UUID sync, int seq, String who, String what, String why) {
        database.sql("insert into sync_change (sync, seq, external_id, who, what, why, digest) values (?, ?, ?, ?, ?, ?, ?)")
                .params(sync, seq, "id-" + seq, who, what, why, "0".repeat(64)).update();
    }
}

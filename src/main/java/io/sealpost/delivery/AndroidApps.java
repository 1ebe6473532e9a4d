package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.payload.android.CompanionApp;
import io.sealpost.payload.android.DevicePolicy;
import io.sealpost.payload.android.SealedIdentity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What each companion app is to find at the gateway. Identities rest here sealed to the key that the device registered; the policy
 * that says so goes to Google and holds none of them. Each public method is one transaction.
 */
@Component("androidApps")
@Transactional
public class AndroidApps {
    private static final Duration TOKEN = Duration.ofHours(24);
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Devices devices;

    AndroidApps(JdbcClient jdbc, Clock clock, Devices devices) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.devices = devices;
    }

    /**
     * Lays out what a delivery brings, and says it in the device's policy. A device that has registered no key gets a new one-time
     * token with it, and the one before is void.
     *
     * @param bundle what the format made
     * @return the policy's fields, JSON in UTF-8
     */
    public byte[] publish(Delivery delivery, AppBundle bundle, Channel channel) {
        Device device = devices.lock(delivery.device()).orElseThrow();
        if (jdbc.sql("update app set revision = ?, generation = ? where device = ?")
                .params(delivery.command(), device.generation(), device.id()).update() == 0) {
            jdbc.sql("insert into app (device, generation, revision) values (?, ?, ?)")
                .params(device.id(), device.generation(), delivery.command()).update();
        }
        if (bundle.changes()) {
            lay(device.id(), bundle);
        }
        CompanionApp app = app(channel, delivery, device.recipient() == null ? token(device.id()) : null);
        return bundle.changes() ? DevicePolicy.of(bundle.anchors(), app) : DevicePolicy.of(app);
    }

    private void lay(UUID device, AppBundle wanted) {
        jdbc.sql("update app set bundle_key = ?, bundle = ? where device = ?").params(wanted.identifier(), wanted.uuid(), device).update();
        jdbc.sql("delete from app_identity where device = ?").param(device).update();
        for (SealedIdentity each : wanted.identities()) {
            jdbc.sql("insert into app_identity (device, alias, cms) values (?, ?, ?)").params(device, each.alias(), each.cms()).update();
        }
    }

    private String token(UUID device) {
        String token = AppSecrets.fresh();
        jdbc.sql("update app set token_sha256 = ?, token_until = ?, secret_sha256 = null where device = ?")
            .params(AppSecrets.hex(token), Timestamp.from(clock.instant().plus(TOKEN)), device).update();
        return token;
    }

    private static CompanionApp app(Channel channel, Delivery delivery, String token) {
        String scopes = channel.parameters().getOrDefault("scopes", "CERT_INSTALL");
        return new CompanionApp(channel.parameter("app"), List.of(scopes.split("[ ,]+")), channel.parameter("gateway-url") + "/channels/"
            + channel.name() + "/app", delivery.device().toString(), delivery.command().toString(), token);
    }

    /** The app of a device, as long as the device is managed as it was when it was told about it. */
    Optional<App> find(Device device) {
        return jdbc.sql("""
                select token_sha256, token_until, secret_sha256, revision, bundle_key, bundle from app
                where device = ? and generation = ?""")
            .params(device.id(), device.generation())
            .query((row, n) -> new App(row.getString(1), row.getTimestamp(2), row.getString(3), row.getObject(4, UUID.class),
                row.getString(5), row.getString(6))).optional();
    }

    /** The device's key is registered; from now on this secret speaks for its app. */
    void registered(UUID device, String secret) {
        jdbc.sql("update app set secret_sha256 = ? where device = ?").params(AppSecrets.hex(secret), device).update();
    }

    /** What the app is to hold, by alias. */
    List<SealedIdentity> identities(UUID device) {
        return jdbc.sql("select alias, cms from app_identity where device = ? order by alias").param(device)
            .query((row, n) -> new SealedIdentity(row.getString(1), row.getBytes(2))).list();
    }

    /** As stored; redacts itself. */
    record App(String tokenSha256, Timestamp tokenUntil, String secretSha256, UUID revision, String bundleKey, String bundle) {
        @Override
        public String toString() {
            return "App[revision=" + revision + "]";
        }
    }
}

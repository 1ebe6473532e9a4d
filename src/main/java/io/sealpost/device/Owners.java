package io.sealpost.device;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sealpost.audit.Audit;
import io.sealpost.user.Users;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Whose a device is (S16). Every configured source states a name; the device has an owner only while all of them mean the
 * same user. Each public method is one transaction.
 */
@Component
@Transactional
public class Owners {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Devices devices;
    private final Channels channels;
    private final Users users;

    Owners(JdbcClient jdbc, Clock clock, Audit audit, Devices devices, Channels channels, Users users) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.devices = devices;
        this.channels = channels;
        this.users = users;
    }

    /**
     * Records what a source says, and settles the owner anew.
     *
     * @param name UPN, uid or address
     * @return the name, if no user has it yet: somebody should look it up in the directories
     * @throws UnknownChannel       if the channel is not configured
     * @throws SourceNotAccepted    if the channel does not accept owners from this source
     */
    public Optional<String> state(String channel, String externalId, Basis basis, String name) {
        if (!channels.get(channel).owners().contains(basis)) {
            throw new SourceNotAccepted("Channel " + channel + " takes no owners from " + basis
                + ": add it to sealpost.channels." + channel + ".owners");
        }
        Device device = devices.expect(channel, externalId);
        String stated = stated(name);
        int updated = jdbc.sql("update owner_claim set name = ?, stated_at = ? where device = ? and basis = ?")
            .params(stated, Timestamp.from(clock.instant()), device.id(), basis.name()).update();
        if (updated == 0) {
            jdbc.sql("insert into owner_claim (device, basis, name, stated_at) values (?, ?, ?, ?)")
                .params(device.id(), basis.name(), stated, Timestamp.from(clock.instant())).update();
        }
        settle(device);
        return users.find(stated).isPresent() ? Optional.empty() : Optional.of(stated);
    }

    /** Whether this was said before, or does not count: the channel takes no owners from this source. */
    public boolean stated(String channel, String externalId, Basis basis, String name) {
        return !channels.get(channel).owners().contains(basis)
            || jdbc.sql("select name from owner_claim where device = ? and basis = ?")
            .params(Devices.id(channel, externalId), basis.name()).query(String.class).optional().filter(stated(name)::equals).isPresent();
    }

    /** Settles every device that somebody said was this user's: the user may have become known only now. */
    public void settleDevicesOf(UUID user) {
        jdbc.sql("""
                select distinct c.device from owner_claim c join device d on d.id = c.device
                where d.owner is null and (c.name in (select name from user_name where user_id = :user)
                                           or c.name in (select mailbox from address where user_id = :user)) order by c.device""")
            .param("user", user).query(UUID.class).list()
            .forEach(id -> settle(devices.lock(id).orElseThrow()));
    }

    /** Settles one device anew, so that it says why it has no owner. */
    public void settle(UUID device) {
        settle(devices.lock(device).orElseThrow());
    }

    /** A user's own channel to a Mac has the Mac's owner. */
    private void settle(Device device) {
        settleAlone(device);
        if (device.parent() == null) {
            devices.children(device).forEach(this::settleAlone);
        }
    }

    private void settleAlone(Device device) {
        List<Claim> claims = jdbc.sql("select basis, name from owner_claim where device in (?, ?) order by basis")
            .params(device.id(), device.parent() == null ? device.id() : Devices.id(device.channel(), device.parent()))
            .query((row, n) -> new Claim(row.getString(1), row.getString(2))).list();
        Set<Optional<UUID>> meant = claims.stream().map(c -> users.find(c.name)).collect(Collectors.toSet());
        UUID owner = meant.size() == 1 ? meant.iterator().next().orElse(null) : null;
        String reason = owner != null ? null : "no owner: " + (claims.isEmpty()
            ? "nobody said whose it is; state it by PUT /api/v1/devices/" + device.externalId() : claims.stream()
            .map(c -> c.basis + " says " + c.name + (users.find(c.name).isPresent() ? ""
                : ", whom no directory knows, or several users are called so"))
            .collect(Collectors.joining("; ")));
        if (!Objects.equals(owner, device.owner()) || owner == null) {
            jdbc.sql("update device set owner = ?, basis = ?, reason = ? where id = ?")
                .params(owner, owner == null ? null : claims.get(0).basis, reason == null ? null : cut(reason, 512), device.id()).update();
        }
        if (!Objects.equals(owner, device.owner())) {
            audit.record("device-owner", Devices.name(device), owner != null ? "user " + owner : reason);
            Stream.of(Optional.ofNullable(device.owner()), Optional.ofNullable(owner)).flatMap(Optional::stream).forEach(users::due);
        }
    }

    private static String stated(String name) {
        return cut(name.replaceAll("\\p{Cntrl}", " ").strip().toLowerCase(Locale.ROOT), 320);
    }

    /** A name comes from anybody's certificate too: it may be longer than any name, and then it is nobody's. */
    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + '…';
    }

    private record Claim(String basis, String name) {
    }
}

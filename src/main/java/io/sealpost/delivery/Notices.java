package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.RetrySettings;
import io.sealpost.user.User;
import io.sealpost.user.Users;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/**
 * Tells a device's owner, once, what to switch on, if some mail client there is not set up by us (S5). A row for each device says
 * whether that was done; the mail itself is sent at least once. Each public method is one transaction, and locks the device first.
 */
@Component
@Transactional
public class Notices {
    /** Longer than the mail server may take, with what is repeated in place. */
    private static final Duration LEASE = Duration.ofMinutes(5);
    /** With the longest wait of half an hour: some three days. */
    private static final int MOST_ATTEMPTS = 150;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final IdGenerator ids;
    private final Audit audit;
    private final Devices devices;
    private final Users users;
    private final Entitlements entitlements;
    private final Activations activations;
    private final NoticeTemplate template;
    private final NoticeSettings settings;
    private final RetrySettings retry;

    Notices(JdbcClient jdbc, Clock clock, IdGenerator ids, Audit audit, Devices devices, Users users, Entitlements entitlements,
            Activations activations, NoticeTemplate template, NoticeSettings settings, RetrySettings retry) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.audit = audit;
        this.devices = devices;
        this.users = users;
        this.entitlements = entitlements;
        this.activations = activations;
        this.template = template;
        this.settings = settings;
        this.retry = retry;
    }

    /** Part of each comparison: the owner is to be told, unless that was done or there is nothing to say yet. */
    void expect(Device device, UUID owner) {
        if (!settings.enabled() || known(device, owner) || toldOf(device).isEmpty()) {
            return;
        }
        jdbc.sql("delete from notice where device = ?").param(device.id()).update();
        jdbc.sql("""
                insert into notice (device, user_id, generation, state, message, attempts, due_at, updated_at)
                values (?, ?, ?, 'PENDING', ?, 0, ?, ?)""")
            .params(device.id(), owner, device.generation(), ids.generateId(), at(settings.after()), at(Duration.ZERO)).update();
    }

    private boolean known(Device device, UUID owner) {
        return jdbc.sql("select count(*) from notice where device = ? and user_id = ? and generation = ?")
            .params(device.id(), owner, device.generation()).query(Integer.class).single() > 0;
    }

    /** The mail clients that the user has to set up; none while nothing has arrived. */
    private List<MailClient> toldOf(Device device) {
        return jdbc.sql("select d.platform, d.channel, " + Activations.FACTS + " from device d where d.id = ?").param(device.id())
            .query((row, n) -> row.getBoolean("has_identities") ? activations.of(row) : List.<ClientActivation>of()).single().stream()
            .filter(c -> c.activation() == Activation.BY_USER).map(ClientActivation::client)
            .filter(c -> settings.clients().isEmpty() || settings.clients().contains(c)).toList();
    }

    /** Those whose time has come; each is handed out again after a minute only. */
    List<Work> due(int most) {
        if (!settings.enabled()) {
            return List.of();
        }
        Timestamp now = at(Duration.ZERO);
        return jdbc.sql("""
                select device from notice where state = 'PENDING' and due_at <= :now
                and (queued_at is null or queued_at < due_at or queued_at < :before) order by due_at fetch first :most rows only""")
            .param("now", now).param("before", at(Duration.ofMinutes(-1))).param("most", most).query(UUID.class).list().stream()
            .filter(id -> jdbc.sql("update notice set queued_at = ? where device = ? and state = 'PENDING'").params(now, id).update() > 0)
            .map(id -> new Work("notices", id.toString())).toList();
    }

    /**
     * Takes a device's notice to send it now; who dies with it holds it for five minutes.
     *
     * @return null if there is nothing to send: it was, or another worker has it, or nothing is left to tell that user
     */
    public Notice claim(UUID id) {
        Optional<Device> device = devices.lock(id);
        Optional<Row> row = jdbc.sql("""
                select user_id, generation, message, attempts, (select d.model from device d where d.id = notice.device) as model
                from notice where device = ? and state = 'PENDING' and due_at <= ?""").params(id, at(Duration.ZERO))
            .query((r, n) -> new Row(r.getObject(1, UUID.class), r.getInt(2), r.getObject(3, UUID.class), r.getInt(4), r.getString(5)))
            .optional();
        if (!settings.enabled() || device.isEmpty() || row.isEmpty()) {
            return null;
        }
        List<MailClient> clients = fits(device.get(), row.get()) ? toldOf(device.get()) : List.of();
        if (clients.isEmpty()) {
            jdbc.sql("delete from notice where device = ?").param(id).update(); // a later comparison may find something to say
            return null;
        }
        User user = users.get(row.get().user()).orElseThrow();
        Optional<String> to = user.signingAddress().filter(a -> a.matches("[^\\s@<>,;:\"()\\[\\]\\\\]+@[^\\s@<>,;:\"()\\[\\]\\\\]+"));
        if (to.isEmpty()) {
            end(id, "FAILED", "address", "The user has no address that a mail can be sent to");
            return null;
        }
        jdbc.sql("update notice set attempts = attempts + 1, due_at = ? where device = ?").params(at(LEASE), id).update();
        String model = row.get().model();
        NoticeTemplate.Filled filled = template.fill(user.title(), model == null ? device.get().platform().name() : model, clients);
        String host = settings.from().substring(settings.from().indexOf('@') + 1);
        return new Notice(id, "<" + row.get().message() + "@" + host + ">", settings.from(), to.get(), filled.subject(), filled.text(),
            row.get().attempts() + 1);
    }

    private boolean fits(Device device, Row row) {
        return device.state() == Device.State.JOINED && device.generation() == row.generation()
            && row.user().equals(entitlements.user(device));
    }

    /** The mail server took it. */
    public void sent(Notice notice) {
        devices.lock(notice.device());
        if (end(notice.device(), "SENT", null, null)) {
            audit.record("user-told", notice.device().toString(), "mail to " + notice.to());
        }
    }

    /** The mail server did not take it, or did not say so. The same mail later, unless it refused the address for good (5yz, RFC 5321). */
    public void undelivered(Notice notice, Exception cause) {
        devices.lock(notice.device());
        String text = NanomdmFormats.fit(String.valueOf(cause.getMessage()), 1024);
        Throwable each = cause;
        while (each != null && !(each instanceof SMTPAddressFailedException)) {
            each = each.getCause();
        }
        if (each instanceof SMTPAddressFailedException refused && refused.getReturnCode() >= 500) {
            end(notice.device(), "FAILED", "smtp-" + refused.getReturnCode(), NanomdmFormats.fit(refused.getMessage(), 1024));
        } else if (notice.attempts() >= MOST_ATTEMPTS) {
            end(notice.device(), "FAILED", "undelivered", text);
        } else {
            jdbc.sql("update notice set due_at = ?, code = 'undelivered', text = ?, updated_at = ? where device = ? and state = 'PENDING'")
                .params(at(retry.after(notice.attempts())), text, at(Duration.ZERO), notice.device()).update();
        }
    }

    private boolean end(UUID device, String state, String code, String text) {
        return jdbc.sql("""
                update notice set state = ?, code = ?, text = ?, due_at = null, updated_at = ? where device = ? and state = 'PENDING'""")
            .params(state, code, text, at(Duration.ZERO), device).update() > 0;
    }

    private Timestamp at(Duration fromNow) {
        return Timestamp.from(clock.instant().plus(fromNow));
    }

    private record Row(UUID user, int generation, UUID message, int attempts, String model) {
    }
}

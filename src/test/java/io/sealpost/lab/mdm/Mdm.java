package io.sealpost.lab.mdm;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.seed.Chance;

/**
 * The MDM's state and its device side. Devices call it in this JVM; the gateway sees its API ({@link MdmServer}) and its events only.
 * It keeps to NanoMDM with PostgreSQL storage: unknown ids are refused, command ids are unique for ever, Authenticate clears the queue.
 * An enrolment id is a device's UDID, or for the channel of a Mac's user {@code UDID:UserID}.
 */
public final class Mdm implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Enrolment> enrolments = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Clock clock;
    private final Webhook webhook;
    private final MdmServer server;

    /** Starts the API on a free loopback port. */
    public Mdm(MdmSettings settings, Chance chance) {
        this(settings, chance, Clock.systemUTC());
    }

    /** The same, by this clock. */
    public Mdm(MdmSettings settings, Chance chance, Clock clock) {
        this.clock = clock;
        webhook = new Webhook(settings, chance);
        server = new MdmServer(this, settings.apiKey());
    }

    /** What became of a call to the API. */
    record Result(int status, ObjectNode body) {
    }

    Result enqueue(List<String> ids, byte[] raw, boolean push) {
        var body = JSON.createObjectNode();
        Command command;
        try {
            command = Command.read(raw);
        } catch (IllegalArgumentException e) {
            return new Result(500, body.put("command_error", "decoding command: " + e.getMessage()));
        }
        if (!push) {
            body.put("no_push", true);
        }
        body.put("command_uuid", command.uuid()).put("request_type", command.requestType());
        var problem = queue(ids, command);
        if (problem != null) {
            return new Result(500, body.put("command_error", problem));
        }
        return push ? push(ids, body) : new Result(200, body);
    }

    private synchronized String queue(List<String> ids, Command command) {
        if (used.contains(command.uuid())) {
            return "pq: duplicate key value violates unique constraint \"commands_pkey\"";
        }
        if (!enrolments.keySet().containsAll(ids)) {
            return "pq: insert or update on table \"enrollment_queue\" violates foreign key constraint \"enrollment_queue_id_fkey\"";
        }
        used.add(command.uuid());
        ids.forEach(id -> enrolments.get(id).enqueue(command));
        return null;
    }

    Result push(List<String> ids) {
        return push(ids, JSON.createObjectNode());
    }

    private Result push(List<String> ids, ObjectNode body) {
        int failures = 0;
        var status = body.putObject("status");
        for (var id : ids) {
            Runnable wake;
            synchronized (this) {
                wake = enrolments.containsKey(id) ? enrolments.get(id).wake() : null;
            }
            if (wake == null) {
                failures++;
                status.putObject(id).put("push_error", "push data missing for id");
            } else {
                status.putObject(id).put("push_result", UUID.randomUUID().toString().toUpperCase(Locale.ROOT));
                wake.run();
            }
        }
        return new Result(failures == 0 ? 200 : failures == ids.size() ? 500 : 207, body);
    }

    /** A device's Authenticate check-in: its queue and its users' are cleared, and none is pushed until its TokenUpdate. */
    public void authenticate(String udid, byte[] message) {
        synchronized (this) {
            enrolments.computeIfAbsent(udid, id -> new Enrolment());
            withUsers(udid).forEach(Enrolment::authenticate);
        }
        checkin("mdm.Authenticate", udid, message, null);
    }

    private List<Enrolment> withUsers(String udid) {
        return enrolments.entrySet().stream().filter(each -> each.getKey().equals(udid) || each.getKey().startsWith(udid + ":"))
                .map(Map.Entry::getValue).toList();
    }

    private static boolean ofUser(String id) {
        return id.contains(":");
    }

    private static String device(String id) {
        return ofUser(id) ? id.substring(0, id.indexOf(':')) : id;
    }

    /** A TokenUpdate check-in of a device or a user, whose device must have joined; {@code wake} is called when it is pushed. */
    public void tokenUpdate(String id, byte[] message, Runnable wake) {
        int tally;
        synchronized (this) {
            if (ofUser(id) && enrolments.get(device(id)).wake() == null) {
                throw new IllegalStateException(device(id) + " is not enabled, so its user cannot be");
            }
            tally = (ofUser(id) ? enrolments.computeIfAbsent(id, each -> new Enrolment()) : enrolments.get(id)).tokenUpdate(wake);
        }
        checkin("mdm.TokenUpdate", id, message, tally);
    }

    /** A device's CheckOut check-in: its users go with it. */
    public void checkOut(String udid, byte[] message) {
        synchronized (this) {
            withUsers(udid).forEach(Enrolment::checkOut);
        }
        checkin("mdm.CheckOut", udid, message, null);
    }

    /** A device's or user's report, or Idle; gives the next command's plist, or null if there is none. */
    public byte[] connect(String id, byte[] report) {
        var plist = Plists.dictionary(report);
        var status = Plists.string(plist, "Status");
        var uuid = Plists.string(plist, "CommandUUID");
        Command next;
        synchronized (this) {
            var enrolment = enrolments.get(id);
            if (uuid != null) {
                enrolment.report(uuid, status);
            }
            next = enrolment.next(status.equals("NotNow"));
        }
        var event = event("mdm.Connect");
        var part = event.putObject("acknowledge_event").put("udid", device(id)).put("status", status);
        if (uuid != null) {
            part.put("command_uuid", uuid);
        }
        ids(part, id, report);
        webhook.send(id, event);
        return next == null ? null : next.raw();
    }

    private void checkin(String topic, String id, byte[] message, Integer tally) {
        var event = event(topic);
        var part = event.putObject("checkin_event").put("udid", device(id));
        if (tally != null) {
            part.put("token_update_tally", tally);
        }
        ids(part, id, message);
        webhook.send(id, event);
    }

    private ObjectNode event(String topic) {
        return JSON.createObjectNode().put("topic", topic).put("event_id", UUID.randomUUID().toString())
                .put("created_at", clock.instant().toString());
    }

    private static void ids(ObjectNode part, String id, byte[] raw) {
        var said = Plists.dictionary(raw);
        var user = Plists.string(said, "UserID");
        if (!id.equals(Plists.string(said, "UDID") + (user == null ? "" : ":" + user))) {
            throw new IllegalArgumentException("the message is not from " + id);
        }
        part.put("raw_payload", Base64.getEncoder().encodeToString(raw));
        var ids = part.putObject("ids").put("id", id).put("type", ofUser(id) ? "User" : "Device");
        if (ofUser(id)) {
            ids.put("parent_id", device(id));
        }
    }

    /** How many commands wait for the device. */
    public synchronized int waiting(String udid) {
        return enrolments.containsKey(udid) ? enrolments.get(udid).waiting() : 0;
    }

    /** From now on the gateway knows whose device it is; if that is later than its joining, its wait for a profile begins here. */
    public synchronized void ownerStated(String udid) {
        if (enrolments.containsKey(udid)) {
            enrolments.get(udid).ownerStated();
        }
    }

    /**
     * How long it took, by the machine's clock, from the device's Authenticate, or from when its owner was stated if that came later, to
     * its first profile in the queue; null before that.
     */
    public synchronized Duration untilProfile(String udid) {
        return enrolments.containsKey(udid) ? enrolments.get(udid).untilProfile() : null;
    }

    /** The same of all devices that have one, shortest first. */
    public synchronized List<Duration> untilProfile() {
        return enrolments.entrySet().stream().filter(each -> !ofUser(each.getKey())).map(each -> each.getValue().untilProfile())
                .filter(Objects::nonNull).sorted().toList();
    }

    /** The ids of all commands that were ever queued. */
    public synchronized Set<String> commands() {
        return Set.copyOf(used);
    }

    /** Tells when a command arrived, and was stored; the MDM goes on when the listener returns. */
    public void listen(Consumer<String> listener) {
        server.listen(listener);
    }

    /** The API's base URL. */
    public String url() {
        return server.url();
    }

    /** What became of the webhook's events so far. */
    public Events events() {
        return webhook.events();
    }

    @Override
    public void close() {
        server.close();
        webhook.close();
    }
}

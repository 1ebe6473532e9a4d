package io.sealpost.lab.device;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.seed.Secrets;

/** One enrolment's side of the MDM protocol: a device's own channel, or that of a user of a Mac. It installs what that channel brings. */
final class MdmClient {
    private final String id;
    private final Messages messages;
    private final ProfileReader reader;
    private final Surroundings around;
    private final Received received;
    private final X509Certificate shown;
    private final Runnable changed;
    private final Map<String, Profile> profiles = new LinkedHashMap<>();
    private final List<Handled> handled = new CopyOnWriteArrayList<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private int notNow;
    private volatile boolean away;
    private boolean managed;

    /**
     * @param shown   the MDM identity that its CertificateList shows; null: none
     * @param notNow  how often it puts off its first installs
     * @param changed runs after what is installed has changed
     */
    MdmClient(String id, Messages messages, ProfileReader reader, Surroundings around, Received received, X509Certificate shown,
            int notNow, Runnable changed) {
        this.id = id;
        this.messages = messages;
        this.reader = reader;
        this.around = around;
        this.received = received;
        this.shown = shown;
        this.notNow = notNow;
        this.changed = changed;
    }

    /** Joins, or joins again: what the MDM had installed before is gone. Users' channels follow their device's. */
    synchronized void join() {
        profiles.clear();
        if (messages.ofDevice()) {
            around.mdm().authenticate(id, messages.authenticate());
        }
        var magic = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        around.mdm().tokenUpdate(id, messages.tokenUpdate(Secrets.bytes(32), magic), this::wake);
        managed = true;
        wake();
    }

    /** What the MDM had installed is gone, and with it the MDM. */
    synchronized void end() {
        profiles.clear();
        managed = false;
    }

    /** Leaves: tells the MDM. */
    synchronized void leave() {
        end();
        around.mdm().checkOut(id, messages.checkOut());
    }

    /** True: it answers NotNow to every install; false: it does what waits. */
    void away(boolean is) {
        away = is;
        wake();
    }

    /** Has it connect soon; several calls at once are one connection. */
    void wake() {
        later(30);
    }

    private void later(int milliseconds) {
        if (woken.compareAndSet(false, true)) {
            try {
                around.threads().schedule(this::connect, milliseconds, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                woken.set(true); // the world has ended; the device sleeps
            }
        }
    }

    private synchronized void connect() {
        woken.set(false);
        if (!managed) {
            return; // it has no MDM to call, before it joins and after it left
        }
        var report = messages.idle();
        boolean putOff = false;
        try {
            for (var next = send(report); next != null; next = send(report)) {
                report = answer(next);
                putOff |= handled.get(handled.size() - 1).status().equals("NotNow");
            }
        } catch (RuntimeException | GeneralSecurityException e) {
            // A pool would swallow it; the connection ends here, as a device's would, and the next one starts afresh.
            System.err.println("Device " + id + ": " + e);
        }
        if (putOff) {
            later(1500);
        }
    }

    private byte[] send(byte[] report) {
        return around.mdm().connect(id, report);
    }

    private byte[] answer(byte[] raw) throws GeneralSecurityException {
        var top = Plists.dictionary(raw);
        var command = (NSDictionary) top.objectForKey("Command");
        var type = Plists.string(command, "RequestType");
        var uuid = Plists.string(top, "CommandUUID");
        received.keep(type + ".plist", raw);
        if (type.equals("InstallProfile") && (away || notNow > 0)) {
            notNow -= away ? 0 : 1;
            note(type, uuid, "NotNow", null, null);
            return Plists.xml(messages.report(uuid, "NotNow"));
        }
        return Plists.xml(switch (type) {
            case "InstallProfile" -> install(uuid, ((NSData) command.objectForKey("Payload")).bytes());
            case "RemoveProfile" -> remove(uuid, Plists.string(command, "Identifier"));
            case "ProfileList" -> acknowledged(type, messages.profiles(uuid, profiles.values()));
            case "CertificateList" -> acknowledged(type, messages.certificates(uuid, certificates(command)));
            default -> acknowledged(type, messages.information(uuid, strings((NSArray) command.objectForKey("Queries"))));
        });
    }

    private Map<String, Object> install(String uuid, byte[] bytes) {
        try {
            var profile = reader.read(bytes);
            var identifier = Plists.string(profile.top(), "PayloadIdentifier");
            profiles.put(identifier, profile);
            note("InstallProfile", uuid, "Acknowledged", identifier, null);
            changed.run();
            return messages.report(uuid, "Acknowledged");
        } catch (ProfileRefused refused) {
            note("InstallProfile", uuid, "Error", null, refused.getMessage());
            return messages.notInstalled(uuid, refused);
        }
    }

    private Map<String, Object> remove(String uuid, String identifier) {
        if (profiles.remove(identifier) == null) {
            var report = messages.missing(uuid, identifier);
            note("RemoveProfile", uuid, "Error", identifier, "The profile “" + identifier + "” is not installed.");
            return report;
        }
        note("RemoveProfile", uuid, "Acknowledged", identifier, null);
        changed.run();
        return messages.report(uuid, "Acknowledged");
    }

    private List<Map<String, Object>> certificates(NSDictionary command) throws GeneralSecurityException {
        var list = new ArrayList<Map<String, Object>>();
        boolean managedOnly = command.containsKey("ManagedOnly")
                && Boolean.TRUE.equals(command.objectForKey("ManagedOnly").toJavaObject());
        if (!managedOnly && shown != null) {
            list.add(Messages.certificate(shown, true));
        }
        for (var profile : profiles.values()) {
            for (var anchor : profile.anchors()) {
                list.add(Messages.certificate(anchor, false));
            }
            for (var identity : profile.identities().values()) {
                list.add(Messages.certificate(identity.certificate(), true));
            }
        }
        return list;
    }

    private Map<String, Object> acknowledged(String type, Map<String, Object> report) {
        note(type, (String) report.get("CommandUUID"), "Acknowledged", null, null);
        return report;
    }

    private void note(String type, String uuid, String status, String subject, String text) {
        handled.add(new Handled(type, uuid, status, subject, text, Instant.now()));
    }

    private static List<String> strings(NSArray array) {
        return Arrays.stream(array.getArray()).map(Object::toString).toList();
    }

    /** The profiles that are installed over this channel. */
    synchronized List<Profile> profiles() {
        return List.copyOf(profiles.values());
    }

    /** Every command as it was answered, in order. */
    List<Handled> handled() {
        return handled;
    }
}

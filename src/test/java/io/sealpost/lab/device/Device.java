package io.sealpost.lab.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Secrets;

/** An iPhone or iPad: it joins an MDM, answers its commands, and uses what it installs. */
public final class Device {
    private final DeviceSettings settings;
    private final Surroundings around;
    private final Messages messages;
    private final X509Certificate certificate;
    private final ProfileReader reader;
    private final Mailbox mailbox;
    private final Path folder;
    private final Map<String, Profile> profiles = new LinkedHashMap<>();
    private final List<Handled> handled = new CopyOnWriteArrayList<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private int received;
    private int notNow;
    private boolean managed;
    private volatile Person owner;

    /** Makes the device with its key pair and its MDM identity; it has not joined yet. */
    public Device(DeviceSettings settings, Surroundings around, Person owner) {
        this.settings = settings;
        this.around = around;
        this.owner = owner;
        this.notNow = settings.notNow();
        KeyPair keys = Keys.rsa();
        var named = settings.namesOwner() && owner != null ? owner.mail() : null;
        certificate = around.deviceCa().issue(settings.udid(), keys.getPublic(), Template.deviceIdentity(named));
        reader = new ProfileReader(keys.getPrivate(), certificate, around.root());
        folder = around.folder().resolve(settings.udid());
        mailbox = new Mailbox(around.root(), around.issuing(), folder.resolve("sent.p7s"));
        messages = new Messages(settings.udid(), around.topic(), settings.product(), settings.serial());
        Pem.write(folder.resolve("device.crt"), Pem.of(certificate));
        Pem.write(folder.resolve("device.key"), Pem.of(keys.getPrivate()));
    }

    /** Joins, or joins again: what the MDM had installed before is gone. */
    public synchronized void join() {
        profiles.clear();
        around.mdm().authenticate(settings.udid(), messages.authenticate());
        var magic = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        around.mdm().tokenUpdate(settings.udid(), messages.tokenUpdate(Secrets.bytes(32), magic), this::wake);
        managed = true;
        wake();
    }

    /** Leaves: what the MDM had installed goes with it. */
    public synchronized void leave() {
        profiles.clear();
        managed = false;
        around.mdm().checkOut(settings.udid(), messages.checkOut());
    }

    /** Has the device connect soon; several calls at once are one connection. */
    public void wake() {
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
            System.err.println("Device " + settings.udid() + ": " + e);
        }
        if (putOff) {
            later(1500);
        }
    }

    private byte[] send(byte[] report) {
        return around.mdm().connect(settings.udid(), report);
    }

    private byte[] answer(byte[] raw) throws GeneralSecurityException {
        var top = Plists.dictionary(raw);
        var command = (NSDictionary) top.objectForKey("Command");
        var type = Plists.string(command, "RequestType");
        var uuid = Plists.string(top, "CommandUUID");
        keep(type, raw);
        if (type.equals("InstallProfile") && notNow > 0) {
            notNow--;
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
            mailbox.use(owner, identities());
            return messages.report(uuid, "Acknowledged");
        } catch (ProfileRefused refused) {
            note("InstallProfile", uuid, "Error", null, refused.getMessage());
            return messages.notInstalled(uuid, refused);
        }
    }

    private Map<String, Object> remove(String uuid, String identifier) {
        if (profiles.remove(identifier) == null) {
            var text = "The profile “" + identifier + "” is not installed.";
            note("RemoveProfile", uuid, "Error", identifier, text);
            return messages.error(uuid, 12075, "MDMErrorDomain", text);
        }
        note("RemoveProfile", uuid, "Acknowledged", identifier, null);
        mailbox.use(owner, identities());
        return messages.report(uuid, "Acknowledged");
    }

    private List<Map<String, Object>> certificates(NSDictionary command) throws GeneralSecurityException {
        var list = new ArrayList<Map<String, Object>>();
        boolean managedOnly = command.containsKey("ManagedOnly")
                && Boolean.TRUE.equals(command.objectForKey("ManagedOnly").toJavaObject());
        if (!managedOnly && !settings.hidesIdentity()) {
            list.add(Messages.certificate(certificate, true));
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

    private void keep(String type, byte[] raw) {
        try {
            var directory = Files.createDirectories(folder.resolve("received"));
            Files.write(directory.resolve(String.format("%03d-%s.plist", ++received, type)), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the device is this user's, as far as the lab is concerned; null: nobody's. */
    public synchronized void owner(Person person) {
        owner = person;
        mailbox.use(owner, identities());
    }

    /** Whose device it is, or null. */
    public Person owner() {
        return owner;
    }

    /** How it was made. */
    public DeviceSettings settings() {
        return settings;
    }

    /** Its enrolment id. */
    public String udid() {
        return settings.udid();
    }

    /** The profiles it has installed. */
    public synchronized List<Profile> profiles() {
        return List.copyOf(profiles.values());
    }

    /** The identities of all its profiles. */
    public synchronized List<InstalledIdentity> identities() {
        return profiles.values().stream().flatMap(profile -> profile.identities().values().stream()).toList();
    }

    /** Every command as it was answered, in order. */
    public List<Handled> handled() {
        return handled;
    }

    /** How many of its owner's old messages it has read. */
    public int messagesRead() {
        return mailbox.read();
    }

    /** Whether a message that it signed with its present signing identity was verified. */
    public boolean signatureVerified() {
        return mailbox.verified();
    }

    @Override
    public String toString() {
        return settings.product() + " " + settings.udid() + " of " + owner;
    }
}

package io.sealpost.lab.windows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.device.Mailbox;
import io.sealpost.lab.people.Person;

/** A Windows PC with one user: it executes what its MDM sends, and its mail client uses what that installs. */
public final class Pc {
    /** The certificate store that passwords are decrypted from. */
    public static final String STORE = "My";

    private final String uuid;
    private volatile Person owner;
    private final Path folder;
    private Stores stores;
    private Executor executor;
    private final Mailbox mailbox;
    private boolean signedIn;
    private volatile boolean away;
    private int received;
    private int done;
    private int refused;
    private String refusal;

    /** Makes the PC with a key pair of its own and a certificate for it; nobody is signed in. */
    public Pc(String uuid, Person owner, Authority deviceCa, X509Certificate root, X509Certificate issuing, Path devices) {
        this(uuid, owner, identity(uuid, deviceCa), root, issuing, devices);
    }

    Pc(String uuid, Person owner, InstalledIdentity own, X509Certificate root, X509Certificate issuing, Path devices) {
        this.uuid = uuid;
        this.owner = owner;
        folder = devices.resolve(uuid);
        stores = Stores.with(STORE, own);
        executor = new Executor(new Tree(stores), stores);
        mailbox = new Mailbox(root, issuing, folder.resolve("sent.p7s"));
        Pem.write(folder.resolve("device.crt"), Pem.of(own.certificate()));
        Pem.write(folder.resolve("device.key"), Pem.of(own.key()));
    }

    static InstalledIdentity identity(String uuid, Authority deviceCa) {
        var keys = Keys.rsa();
        return new InstalledIdentity(deviceCa.issue(uuid, keys.getPublic(), Template.deviceIdentity(null)), keys.getPrivate());
    }

    /** It is reset: nothing that an MDM or a user brought is left, and nobody is signed in. */
    public synchronized void reset() {
        stores = Stores.with(STORE, stores.machine().get(STORE));
        executor = new Executor(new Tree(stores), stores);
        signedIn = false;
        mailbox.use(owner, identities());
    }

    /** It is given to another user, as far as the lab is concerned. */
    public synchronized void owner(Person person) {
        owner = person;
        mailbox.use(owner, identities());
    }

    /** It is off, or back. */
    public void away(boolean is) {
        away = is;
    }

    /** Whether it is off. */
    public boolean away() {
        return away;
    }

    /** The user signs in; from now on ./User nodes can be reached. */
    public synchronized void signIn() {
        signedIn = true;
    }

    /** Whether a user is signed in: what the alert com.microsoft/MDM/LoginStatus tells the MDM. */
    public synchronized boolean signedIn() {
        return signedIn;
    }

    /** Keeps a profile as it came, for tools that are not ours. */
    public synchronized void keep(String what, String profile) {
        try {
            var directory = Files.createDirectories(folder.resolve("received"));
            Files.writeString(directory.resolve(String.format("%03d-%s.xml", ++received, what)), profile, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Executes the commands of a SyncBody; gives a status for each. */
    public synchronized List<Status> execute(String commands) {
        var statuses = executor.execute(commands, signedIn);
        mailbox.use(owner, identities());
        done++;
        statuses.stream().filter(each -> each.data() >= 400 && each.data() != 418).findFirst().ifPresent(each -> {
            refused++;
            refusal = each.uri() + ": status " + each.data();
        });
        return statuses;
    }

    /** What is in the user's Personal store: all that osquery lists for the MDM. */
    public synchronized Collection<InstalledIdentity> identities() {
        return List.copyOf(stores.personal().values());
    }

    /** The roots that it trusts. */
    public synchronized Collection<X509Certificate> roots() {
        return List.copyOf(stores.roots().values());
    }

    /** The intermediates that it knows. */
    public synchronized Collection<X509Certificate> authorities() {
        return List.copyOf(stores.authorities().values());
    }

    /** How many messages it has executed, and in how many of them something failed. */
    public synchronized Managed.Work work() {
        return new Managed.Work(done, 0, refused, refusal);
    }

    /** Its own certificate, whose key decrypts passwords. */
    public synchronized X509Certificate certificate() {
        return stores.machine().get(STORE).certificate();
    }

    /** Its hardware UUID, by which an MDM knows it. */
    public String uuid() {
        return uuid;
    }

    /** Whose it is. */
    public Person owner() {
        return owner;
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
        return "PC " + uuid + " of " + owner;
    }
}

package io.sealpost.lab.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Mailbox;
import io.sealpost.lab.people.Person;

/** A phone behind Intune: it gets its user's imported certificates through the connector, reads old mail and signs new mail. */
public final class Phone {
    static final Set<String> PROPERTIES = Set.of("id", "userId", "userPrincipalName", "emailAddress", "deviceName", "operatingSystem",
            "osVersion", "serialNumber", "udid", "azureADDeviceId", "managementState", "deviceRegistrationState", "complianceState",
            "lastSyncDateTime", "enrolledDateTime", "managedDeviceOwnerType", "deviceActionResults", "model");

    private final Graph graph;
    private final Platform platform;
    private volatile Person owner;
    private final Mailbox mailbox;
    private final Path folder;
    private final String id = UUID.randomUUID().toString();
    private final String azure = UUID.randomUUID().toString();
    private final Instant enrolled;
    private volatile Instant synced;
    private volatile String state = "managed";
    private volatile boolean managed = true;
    private volatile boolean away;
    private volatile List<InstalledIdentity> identities = List.of();
    private int received;

    /** Enrols it in Intune. @param folder where phones leave what they received, each in a folder named by its id */
    public Phone(Graph graph, Platform platform, Person owner, X509Certificate root, X509Certificate issuing, Path folder) {
        this.graph = graph;
        enrolled = now();
        synced = enrolled;
        this.platform = platform;
        this.owner = owner;
        this.folder = folder.resolve(id);
        try {
            Files.createDirectories(this.folder.resolve("received"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.mailbox = new Mailbox(root, issuing, this.folder.resolve("sent.p7s"));
        graph.add(this);
    }

    /** It calls Intune: takes what its user has now, or if it is to be retired, gives up what it has. */
    public synchronized void sync() {
        if (!managed || away) {
            return;
        }
        if (!state.equals("managed")) {
            identities = List.of();
            managed = false;
        } else {
            identities = graph.delivered(userPrincipalName(), platform);
        }
        synced = now();
        mailbox.use(owner, identities);
    }

    /** Its primary user changes. */
    public void owner(Person person) {
        graph.user(person.mail());
        owner = person;
        sync();
    }

    /** It is off, or back. */
    public void away(boolean is) {
        away = is;
        sync();
    }

    /** Somebody retires it in Intune: company data is removed when it calls next. */
    public void retire() {
        state = "retirePending";
    }

    synchronized void keep(byte[] body) {
        try {
            Files.write(folder.resolve("received").resolve(String.format("%03d-userPfxCertificates.json", ++received)), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode entity() {
        var entity = new ObjectMapper().createObjectNode().put("id", id).put("userId", graph.user(userPrincipalName()))
                .put("userPrincipalName", userPrincipalName()).put("emailAddress", owner.mail())
                .put("deviceName", owner.uid() + "'s phone")
                .put("operatingSystem", platform.operatingSystem()).put("osVersion", platform.osVersion()).put("serialNumber", "")
                .put("udid", "").put("azureADDeviceId", azure).put("managementState", state)
                .put("deviceRegistrationState", "registered").put("complianceState", "compliant")
                .put("lastSyncDateTime", synced.toString()).put("enrolledDateTime", enrolled.toString())
                .put("managedDeviceOwnerType", "company")
                .put("model", platform == Platform.IOS ? "iPhone 15" : "Pixel 8");
        entity.putArray("deviceActionResults");
        return entity;
    }

    private Instant now() {
        return graph.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Its id at Intune. */
    public String id() {
        return id;
    }

    /** Whose it is, as Intune says it. */
    public String userPrincipalName() {
        return owner.mail();
    }

    /** Whose it is. */
    public Person owner() {
        return owner;
    }

    /** What it runs. */
    public Platform platform() {
        return platform;
    }

    /** Whether Intune still has it. */
    public boolean managed() {
        return managed;
    }

    /** What it holds. */
    public List<InstalledIdentity> identities() {
        return identities;
    }

    /** How many of its owner's old messages it has read. */
    public int messagesRead() {
        return mailbox.read();
    }

    /** Whether a message that it signed with its present signing identity was verified. */
    public boolean signatureVerified() {
        return mailbox.verified();
    }

    /** Whether Outlook uses what is delivered without its user doing anything (S4). */
    public boolean automatic() {
        return graph.automatic(platform);
    }
}

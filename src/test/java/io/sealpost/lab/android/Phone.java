package io.sealpost.lab.android;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Mailbox;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.people.Person;
import org.bouncycastle.cms.CMSException;

/** An Android phone: it enrols, applies its policy as Android Device Policy does, and runs the companion app that the policy installs. */
public final class Phone {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Enterprise enterprise;
    private final SecureHardware hardware;
    private final ScheduledExecutorService threads;
    private final Mailbox mailbox;
    private final Path folder;
    private final Map<String, InstalledIdentity> keyChain = new LinkedHashMap<>();
    private final List<X509Certificate> authorities = new ArrayList<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private CompanionApp app;
    private String id;
    private JsonNode applied = JSON.createObjectNode();
    private int received;
    private volatile Person owner;
    private volatile String trouble;
    private volatile boolean away;

    /** @param folder where it leaves what it received, and its key */
    public Phone(Enterprise enterprise, SecureHardware hardware, ScheduledExecutorService threads, Person owner, Path folder,
            Mailbox mailbox) {
        this.enterprise = enterprise;
        this.hardware = hardware;
        this.threads = threads;
        this.owner = owner;
        this.folder = folder;
        this.mailbox = mailbox;
    }

    /** Enrols, or enrols again after a reset. @param tokenData additionalData of the enrolment token, or null */
    public synchronized void enrol(String tokenData) {
        reset();
        id = enterprise.enrol(tokenData, this::wake);
        wake();
    }

    /** The same under this id. */
    public synchronized void enrol(String deviceId, String tokenData) {
        reset();
        id = enterprise.enrol(deviceId, tokenData, this::wake);
        wake();
    }

    private void reset() {
        keyChain.clear();
        authorities.clear();
        app = null;
        applied = JSON.createObjectNode();
        mailbox.use(owner, identities());
    }

    /** It is wiped, and the API forgets it. */
    public void leave() {
        enterprise.delete(id());
    }

    /** It is off, or back. */
    public void away(boolean is) {
        away = is;
        wake();
    }

    /** Has it call soon. */
    public void wake() {
        later(30);
    }

    private void later(int milliseconds) {
        if (woken.compareAndSet(false, true)) {
            try {
                threads.schedule(this::sync, milliseconds, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                woken.set(true); // the world has ended; the phone sleeps
            }
        }
    }

    private synchronized void sync() {
        woken.set(false);
        if (away) {
            return;
        }
        if (!enterprise.manages(id)) {
            reset();   // Android Device Policy removes the work profile, and with it every key
            return;
        }
        var policy = enterprise.policyFor(id);
        if (policy == null) {
            return;
        }
        var wrong = new ArrayList<Map<String, Object>>();
        if (!policy.equals(applied)) {
            keep("policy.json", policy.toPrettyString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            apply(policy, wrong);
            applied = policy;
        }
        runApp(policy);
        enterprise.status(id, policy, wrong, reports(policy));
        mailbox.use(owner, identities());
    }

    private void apply(JsonNode policy, List<Map<String, Object>> wrong) {
        authorities.clear();
        var certificates = policy.path("openNetworkConfiguration").path("Certificates");
        for (int i = 0; i < certificates.size(); i++) {
            try {
                if (!certificates.get(i).path("Type").asText().equals("Authority")) {
                    throw new GeneralSecurityException("Only an empty password opens a PKCS #12 here");
                }
                authorities.add(Authority.decode(Base64.getDecoder().decode(certificates.get(i).path("X509").asText())));
            } catch (GeneralSecurityException e) {
                wrong.add(Map.of("settingName", "openNetworkConfiguration", "nonComplianceReason", "INVALID_VALUE",
                        "fieldPath", "Certificates[" + i + "]"));
            }
        }
    }

    private void runApp(JsonNode policy) {
        for (var application : policy.path("applications")) {
            var mayInstall = application.path("delegatedScopes").toString().contains("\"CERT_INSTALL\"");
            if (application.path("installType").asText().equals("FORCE_INSTALLED") && mayInstall) {
                app = app == null ? new CompanionApp(this, hardware, application.path("packageName").asText()) : app;
                try {
                    app.act(application.path("managedConfiguration"));
                    trouble = null;
                } catch (AppRefused | GeneralSecurityException | CMSException e) {
                    trouble = e.getMessage(); // stands in the app's keyed state, for the administrator
                } catch (IOException e) {
                    trouble = e.toString();
                    later(500);
                }
            }
        }
    }

    private JsonNode reports(JsonNode policy) {
        var reports = JSON.createArrayNode();
        if (app != null && policy.path("statusReportingSettings").path("applicationReportsEnabled").asBoolean()) {
            var report = reports.addObject().put("packageName", policy.path("applications").path(0).path("packageName").asText())
                    .put("state", "INSTALLED");
            var states = report.putArray("keyedAppStates");
            keyChain.keySet().forEach(alias -> states.addObject().put("key", alias.replace("smime-", "smime.")).put("severity", "INFO")
                    .put("message", "INSTALLED"));
            if (trouble != null) {
                states.addObject().put("key", "smime").put("severity", "ERROR").put("message", trouble);
            }
        }
        return reports;
    }

    void registered(SecureHardware.Attested key) {
        Pem.write(folder.resolve("device.crt"), Pem.of(key.chain().get(0)));
        Pem.write(folder.resolve("device.key"), Pem.of(key.keys().getPrivate()));
    }

    void keepIdentity(byte[] cms) {
        keep("identity.p7m", cms);
    }

    private void keep(String what, byte[] bytes) {
        try {
            var directory = Files.createDirectories(folder.resolve("received"));
            Files.write(directory.resolve(String.format("%03d-%s", ++received, what)), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, InstalledIdentity> keyChain() {
        return keyChain;
    }

    /** The CAs that its policy has it trust. */
    public synchronized List<X509Certificate> authorities() {
        return List.copyOf(authorities);
    }

    /** What its key chain holds. */
    public synchronized List<InstalledIdentity> identities() {
        return List.copyOf(keyChain.values());
    }

    /** Why the app's last call failed, or null. */
    public String trouble() {
        return trouble;
    }

    /** How many policies and identities it took, and what went wrong last. */
    public synchronized Managed.Work work() {
        return new Managed.Work(received, 0, trouble == null ? 0 : 1, trouble);
    }

    /** Its deviceId at the API. */
    public String id() {
        return id;
    }

    /** Reads mail and signs; says how many old messages it read. */
    public int messagesRead() {
        return mailbox.read();
    }

    /** Whether a message that it signed was verified. */
    public boolean signatureVerified() {
        return mailbox.verified();
    }

    /** From now on it is this user's, as far as the lab is concerned. */
    public synchronized void owner(Person person) {
        owner = person;
        mailbox.use(owner, identities());
    }
}

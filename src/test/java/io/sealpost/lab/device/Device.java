package io.sealpost.lab.device;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

import com.dd.plist.NSDictionary;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.Person;
import org.bouncycastle.cms.CMSException;

/** An iPhone or iPad: it joins an MDM, answers its commands, and uses what it installs. */
public final class Device implements Managed {
    private final DeviceSettings settings;
    private final Mailbox mailbox;
    private final MdmClient client;
    private volatile Person owner;

    /** Makes the device with its key pair and its MDM identity; it has not joined yet. */
    public Device(DeviceSettings settings, Surroundings around, Person owner) {
        this.settings = settings;
        this.owner = owner;
        var folder = around.folder().resolve(settings.udid());
        KeyPair keys = Keys.rsa();
        var certificate = identity(settings, around, owner, keys, folder);
        mailbox = new Mailbox(around.root(), around.issuing(), folder.resolve("sent.p7s"));
        client = new MdmClient(settings.udid(), Messages.device(settings, around.topic()),
                new ProfileReader(keys.getPrivate(), certificate, around.root(), PayloadRules.IOS), around, new Received(folder),
                settings.hidesIdentity() ? null : certificate, settings.notNow(), this::useMail);
    }

    static X509Certificate identity(DeviceSettings settings, Surroundings around, Person owner, KeyPair keys, Path folder) {
        var named = settings.namesOwner() && owner != null ? owner.mail() : null;
        var certificate = around.deviceCa().issue(settings.udid(), keys.getPublic(), Template.deviceIdentity(named));
        Pem.write(folder.resolve("device.crt"), Pem.of(certificate));
        Pem.write(folder.resolve("device.key"), Pem.of(keys.getPrivate()));
        return certificate;
    }

    private void useMail() {
        mailbox.use(owner, identities());
    }

    @Override
    public void join() {
        client.join();
        useMail();
    }

    @Override
    public void leave() {
        client.leave();
        useMail();
    }

    @Override
    public void away(boolean away) {
        client.away(away);
    }

    @Override
    public void wake() {
        client.wake();
    }

    @Override
    public void owner(Person person) {
        owner = person;
        useMail();
    }

    @Override
    public List<String> lacks() {
        var signer = identities().stream().filter(InstalledIdentity::signs).map(InstalledIdentity::certificate).findFirst().orElse(null);
        for (var profile : profiles()) {
            for (var account : profile.accounts()) {
                if (signer != null && names(profile, account, "SMIMESigningCertificateUUID", signer)
                        && names(profile, account, "SMIMEEncryptionCertificateUUID", owner.current().certificate())
                        && enabled(account) && owner.mail().equals(Plists.string(account, "EmailAddress"))) {
                    return List.of();
                }
            }
        }
        return List.of("a mail payload that names both its certificates");
    }

    private static boolean names(Profile profile, NSDictionary account, String key, X509Certificate certificate) {
        var uuid = Plists.string(account, key);
        var identity = uuid == null ? null : profile.identities().get(uuid);
        return identity != null && Objects.equals(identity.certificate(), certificate);
    }

    private static boolean enabled(NSDictionary account) {
        var enabled = account.objectForKey("SMIMESigningEnabled");
        return enabled != null && Boolean.TRUE.equals(enabled.toJavaObject());
    }

    @Override
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

    @Override
    public String id() {
        return settings.udid();
    }

    @Override
    public String platform() {
        return "IOS";
    }

    @Override
    public String channel() {
        return "nanomdm";
    }

    @Override
    public String model() {
        return settings.product();
    }

    @Override
    public boolean namesOwner() {
        return settings.namesOwner();
    }

    @Override
    public boolean signsWithItsOwn() {
        return true;
    }

    @Override
    public boolean automatic() {
        return true;
    }

    /** The profiles it has installed. */
    public List<Profile> profiles() {
        return client.profiles();
    }

    @Override
    public List<X509Certificate> anchors() {
        return profiles().stream().flatMap(profile -> profile.anchors().stream()).toList();
    }

    @Override
    public List<String> mailSettings() {
        return profiles().stream().flatMap(profile -> profile.accounts().stream()).map(account -> "MAIL_PROFILE").toList();
    }

    @Override
    public List<InstalledIdentity> identities() {
        return profiles().stream().flatMap(profile -> profile.identities().values().stream()).toList();
    }

    /** Every command as it was answered, in order. */
    public List<Handled> handled() {
        return client.handled();
    }

    @Override
    public Work work() {
        return Handled.sum(handled());
    }

    /** What its mail app shows of a message that has just come; null if it cannot open it. */
    public String read(byte[] message) {
        try {
            return MailApp.read(message, identities());
        } catch (GeneralSecurityException | CMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int messagesRead() {
        return mailbox.read();
    }

    @Override
    public boolean signatureVerified() {
        return mailbox.verified();
    }

    @Override
    public String toString() {
        return settings.product() + " " + settings.udid() + " of " + owner;
    }
}

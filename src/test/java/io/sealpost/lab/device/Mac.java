package io.sealpost.lab.device;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.Person;

/**
 * A Mac with one user. Two channels lead to it: what comes over its own goes into the System keychain, what comes over its user's into
 * the login keychain, where Mail finds it.
 */
public final class Mac implements Managed {
    private final DeviceSettings settings;
    private final String userChannel;
    private volatile Person owner;
    private final Mailbox mailbox;
    private final MdmClient system;
    private final MdmClient user;

    /** Makes the Mac with its key pair and its MDM identity; it has not joined yet. @param guid GeneratedUID of its user */
    public Mac(DeviceSettings settings, String guid, Surroundings around, Person owner) {
        this.settings = settings;
        this.owner = owner;
        userChannel = settings.udid() + ":" + guid;
        var folder = around.folder().resolve(settings.udid());
        KeyPair keys = Keys.rsa();
        var certificate = Device.identity(settings, around, owner, keys, folder);
        mailbox = new Mailbox(around.root(), around.issuing(), folder.resolve("sent.p7s"));
        var received = new Received(folder);
        system = new MdmClient(settings.udid(), Messages.device(settings, around.topic()),
                new ProfileReader(keys.getPrivate(), certificate, around.root(), PayloadRules.MAC_SYSTEM), around, received, certificate,
                0, () -> { });
        user = new MdmClient(userChannel, Messages.user(settings, around.topic(), guid, owner.uid(), owner.displayName()),
                new ProfileReader(keys.getPrivate(), certificate, around.root(), PayloadRules.MAC_USER), around, received, null,
                settings.notNow(), this::useMail);
    }

    private void useMail() {
        mailbox.use(owner, identities(), preferred());
    }

    /** The Mac joins, then its user signs in. */
    @Override
    public void join() {
        user.end();
        system.join();
        user.join();
        useMail();
    }

    /** The Mac leaves, and its users with it. */
    @Override
    public void leave() {
        user.end();
        system.leave();
        useMail();
    }

    @Override
    public void away(boolean away) {
        system.away(away);
        user.away(away);
    }

    @Override
    public void owner(Person person) {
        owner = person;
        useMail();
    }

    @Override
    public void wake() {
        system.wake();
        user.wake();
    }

    /** The identity that the keychain prefers for the owner's address, or null. */
    private InstalledIdentity preferred() {
        return user.profiles().stream().flatMap(profile -> profile.preferences().stream()
                .filter(each -> owner.mail().equals(Plists.string(each, "Name")))
                .map(each -> profile.identities().get(Plists.string(each, "PayloadCertificateUUID")))).filter(Objects::nonNull)
                .filter(InstalledIdentity::signs).reduce((first, second) -> second).orElse(null);
    }

    @Override
    public List<String> lacks() {
        var lacks = new ArrayList<String>();
        if (preferred() == null) {
            lacks.add("an identity preference for its user's address");
        }
        if (system.profiles().stream().anyMatch(profile -> !profile.identities().isEmpty())) {
            lacks.add("an empty System keychain (it holds identities, which are its user's)");
        }
        return lacks;
    }

    @Override
    public Person owner() {
        return owner;
    }

    @Override
    public String id() {
        return settings.udid();
    }

    @Override
    public List<String> ids() {
        return List.of(settings.udid(), userChannel);
    }

    @Override
    public String platform() {
        return "MACOS";
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
        return false;   // the user switches signing on in Mail
    }

    @Override
    public List<X509Certificate> anchors() {
        return system.profiles().stream().flatMap(profile -> profile.anchors().stream()).toList();
    }

    @Override
    public List<String> mailSettings() {
        return user.profiles().stream().flatMap(profile -> profile.preferences().stream()).map(each -> "IDENTITY_PREFERENCE").toList();
    }

    @Override
    public List<InstalledIdentity> identities() {
        return user.profiles().stream().flatMap(profile -> profile.identities().values().stream()).toList();
    }

    /** What both channels were told, the Mac's own first. */
    public List<Handled> handled() {
        return Stream.concat(system.handled().stream(), user.handled().stream()).toList();
    }

    @Override
    public Work work() {
        return Handled.sum(handled());
    }

    @Override
    public int messagesRead() {
        return mailbox.read();
    }

    @Override
    public boolean signatureVerified() {
        return mailbox.verified();
    }

    /** The signing identity that Mail uses. */
    Optional<X509Certificate> signsWith() {
        return Optional.ofNullable(preferred()).map(InstalledIdentity::certificate);
    }

    @Override
    public String toString() {
        return settings.product() + " " + settings.udid() + " of " + owner;
    }
}

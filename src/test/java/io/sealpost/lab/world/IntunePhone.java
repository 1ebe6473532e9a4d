package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.graph.Phone;
import io.sealpost.lab.people.Person;

/** A phone behind Intune, with Outlook. Intune's administrator gave it the trust anchors: Graph takes none for a user. */
final class IntunePhone implements Managed {
    private final Phone phone;
    private final List<X509Certificate> trusted;

    IntunePhone(Phone phone, List<X509Certificate> trusted) {
        this.phone = phone;
        this.trusted = trusted;
    }

    @Override
    public void join() {
        phone.sync();
    }

    @Override
    public void owner(Person person) {
        phone.owner(person);
    }

    /** Somebody retires it in Intune, and it calls. */
    @Override
    public void leave() {
        phone.retire();
        phone.sync();
    }

    @Override
    public void away(boolean away) {
        phone.away(away);
    }

    @Override
    public void wake() {
        phone.sync();
    }

    @Override
    public String id() {
        return phone.id();
    }

    @Override
    public Person owner() {
        return phone.owner();
    }

    @Override
    public String platform() {
        return phone.platform() == io.sealpost.lab.graph.Platform.IOS ? "IOS" : "ANDROID";
    }

    @Override
    public String channel() {
        return IntuneMdm.CHANNEL;
    }

    @Override
    public String model() {
        return "Outlook";
    }

    @Override
    public boolean namesOwner() {
        return true;
    }

    @Override
    public boolean takesAnchors() {
        return false;
    }

    @Override
    public boolean signsWithItsOwn() {
        return false;
    }

    @Override
    public boolean automatic() {
        return phone.automatic();
    }

    @Override
    public String provable() {
        return "ACKNOWLEDGED";   // Intune says nothing of a single device
    }

    @Override
    public Collection<X509Certificate> anchors() {
        return trusted;
    }

    @Override
    public Collection<InstalledIdentity> identities() {
        return phone.identities();
    }

    @Override
    public int messagesRead() {
        return phone.messagesRead();
    }

    @Override
    public boolean signatureVerified() {
        return phone.signatureVerified();
    }

    @Override
    public Work work() {
        return new Work(phone.identities().size(), 0, 0, null);
    }

    @Override
    public String toString() {
        return "Intune's " + phone.platform() + " " + phone.id() + " of " + phone.owner();
    }
}

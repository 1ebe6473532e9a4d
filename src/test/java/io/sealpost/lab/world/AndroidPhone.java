package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.util.Collection;

import io.sealpost.lab.android.Phone;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.people.Person;

/** An Android phone; the enrolment token of each says whose it is. */
final class AndroidPhone implements Managed {
    private final String id;
    private final Phone phone;
    private volatile Person owner;

    AndroidPhone(String id, Phone phone, Person owner) {
        this.id = id;
        this.phone = phone;
        this.owner = owner;
    }

    @Override
    public void join() {
        phone.enrol(id, owner.mail());
    }

    /** It is handed over by enrolling it anew, with the enrolment token of its new user. */
    @Override
    public void owner(Person person) {
        owner = person;
        phone.owner(person);
        join();
    }

    @Override
    public void leave() {
        phone.leave();
    }

    @Override
    public void away(boolean away) {
        phone.away(away);
    }

    @Override
    public void wake() {
        if (phone.id() != null) {
            phone.wake();
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Person owner() {
        return owner;
    }

    @Override
    public String platform() {
        return "ANDROID";
    }

    @Override
    public String channel() {
        return AndroidMdm.CHANNEL;
    }

    @Override
    public String model() {
        return "Lab Phone";
    }

    @Override
    public boolean namesOwner() {
        return true;
    }

    @Override
    public boolean signsWithItsOwn() {
        return true;
    }

    @Override
    public boolean automatic() {
        return false;   // the user, or the mail app's configuration, picks the alias
    }

    @Override
    public Collection<X509Certificate> anchors() {
        return phone.authorities();
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
        return phone.work();
    }

    @Override
    public String toString() {
        return "Android phone " + id + " of " + owner;
    }
}

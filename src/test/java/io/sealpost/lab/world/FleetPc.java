package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.fleet.Fleet;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.windows.Pc;

/** A Windows PC that Fleet manages; Fleet knows whose it is by the identity provider's word at enrolment, or an importer must say. */
final class FleetPc implements Managed {
    private final Pc pc;
    private final Fleet fleet;
    private final ScheduledExecutorService threads;
    private final boolean namesOwner;
    private final int signInAfter;

    /** @param signInAfter milliseconds from joining until its user signs in to Windows */
    FleetPc(Pc pc, Fleet fleet, ScheduledExecutorService threads, boolean namesOwner, int signInAfter) {
        this.pc = pc;
        this.fleet = fleet;
        this.threads = threads;
        this.namesOwner = namesOwner;
        this.signInAfter = signInAfter;
    }

    @Override
    public void join() {
        pc.reset();
        fleet.join(pc, namesOwner ? pc.owner().mail() : null);
        try {
            threads.schedule(() -> {
                pc.signIn();
                fleet.soon();
            }, signInAfter, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // the world has ended
        }
    }

    @Override
    public void owner(Person person) {
        pc.owner(person);
    }

    @Override
    public void leave() {
        pc.reset();
        fleet.unenrol(pc.uuid());
    }

    @Override
    public void away(boolean away) {
        pc.away(away);
        fleet.soon();
    }

    @Override
    public void wake() {
        fleet.soon();
    }

    @Override
    public String id() {
        return pc.uuid();
    }

    @Override
    public Person owner() {
        return pc.owner();
    }

    @Override
    public String platform() {
        return "WINDOWS";
    }

    @Override
    public String channel() {
        return FleetMdm.CHANNEL;
    }

    @Override
    public String model() {
        return "PC";
    }

    @Override
    public boolean namesOwner() {
        return namesOwner;
    }

    @Override
    public X509Certificate recipient() {
        return pc.certificate();
    }

    @Override
    public boolean keepsAnchors() {
        return true;   // Fleet deletes what a profile added, and a certificate's own node cannot be deleted so
    }

    @Override
    public boolean signsWithItsOwn() {
        return true;
    }

    @Override
    public boolean automatic() {
        return false;   // the user picks the certificates in Outlook
    }

    @Override
    public Collection<X509Certificate> anchors() {
        var anchors = new ArrayList<>(pc.roots());
        anchors.addAll(pc.authorities());
        return anchors;
    }

    @Override
    public Collection<InstalledIdentity> identities() {
        return pc.identities();
    }

    @Override
    public int messagesRead() {
        return pc.messagesRead();
    }

    @Override
    public boolean signatureVerified() {
        return pc.signatureVerified();
    }

    @Override
    public Work work() {
        return pc.work();
    }

    @Override
    public String toString() {
        return pc.toString();
    }
}

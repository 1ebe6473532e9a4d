package io.sealpost.lab.device;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import io.sealpost.lab.people.Person;

/** A device under management as the lab's world sees it, whatever it runs and whoever manages it. */
public interface Managed {
    /** What it is called in the lab: the gateway's id of it, and the name of its folder. */
    String id();

    /** Every id under which the gateway knows it, or a part of it; its own comes first. */
    default List<String> ids() {
        return List.of(id());
    }

    /** Whose it is, or null. */
    Person owner();

    /** IOS, MACOS, WINDOWS or ANDROID. */
    String platform();

    /** The kind of channel by which it is reached. */
    String channel();

    /** What a person would call the model. */
    String model();

    /** Whether its MDM says whose it is; otherwise an importer must. */
    boolean namesOwner();

    /** What an importer must state that deliveries are encrypted to; null where the device or its MDM shows it. */
    default X509Certificate recipient() {
        return null;
    }

    /** Whether an importer must state its owner, because its MDM does not, or what it cannot show itself. */
    default boolean mustBeStated() {
        return !namesOwner() || recipient() != null;
    }

    /** Whether it is given its trust anchors by the gateway; otherwise its administrator did that. */
    default boolean takesAnchors() {
        return true;
    }

    /** Whether its trust anchors stay when everything else that it was given is taken away. */
    default boolean keepsAnchors() {
        return false;
    }

    /** Whether it can have a signing certificate that was issued for it alone; otherwise it signs with an imported one or not at all. */
    boolean signsWithItsOwn();

    /** Whether its user has nothing left to switch on (S4). */
    boolean automatic();

    /** The state beyond which nobody can prove anything of it to the gateway. */
    default String provable() {
        return "VERIFIED";
    }

    /** It enters management, or enters it again. */
    void join();

    /** From now on it is this user's, as far as the lab is concerned; its MDM or an importer must say so. */
    void owner(Person person);

    /** It is wiped, or it leaves management: what it was given is gone, and its MDM knows. */
    void leave();

    /** True: it takes nothing for now, because it is off, offline or busy. False: it is back. */
    void away(boolean away);

    /** It calls its MDM soon. */
    void wake();

    /** The CAs that it was given. */
    Collection<X509Certificate> anchors();

    /** The identities that its mail client can use. */
    Collection<InstalledIdentity> identities();

    /** What was set up for its mail app, by the gateway's name for it; once for each time that it is there. */
    default List<String> mailSettings() {
        return List.of();
    }

    /** How many of its owner's old messages it has read. */
    int messagesRead();

    /** Whether a message that it signed with its present signing identity was verified. */
    boolean signatureVerified();

    /** What else its platform needs before mail works, in words; empty if nothing. */
    default List<String> lacks() {
        return List.of();
    }

    /** What it was told to do so far, and how that went. */
    Work work();

    /** @param refusal why it refused the last thing that it refused; or null */
    record Work(int done, int putOff, int refused, String refusal) {
    }
}

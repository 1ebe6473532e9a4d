package io.sealpost.lab.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import io.sealpost.lab.people.Person;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.operator.OperatorCreationException;

/** The device's mail app at work after an install: it reads every old message of its user and signs a new one. */
public final class Mailbox {
    private final X509Certificate root;
    private final X509Certificate issuing;
    private final Path sent;
    private int read;
    private boolean verified;
    private X509Certificate signedWith;

    /** @param sent where the message that it signs is left */
    public Mailbox(X509Certificate root, X509Certificate issuing, Path sent) {
        this.root = root;
        this.issuing = issuing;
        this.sent = sent;
    }

    /** Reads every old message of the owner with these identities, and signs a new one with the last of them that signs. */
    public void use(Person owner, Collection<InstalledIdentity> identities) {
        use(owner, identities, identities.stream().filter(InstalledIdentity::signs).reduce((first, second) -> second).orElse(null));
    }

    /** @param signer what to sign with; null: nothing */
    synchronized void use(Person owner, Collection<InstalledIdentity> identities, InstalledIdentity signer) {
        read = 0;
        verified &= signer != null && signer.certificate().equals(signedWith);
        if (owner == null) {
            return;
        }
        try {
            for (var old : owner.identities()) {
                read += old.text().equals(MailApp.read(old.message(), identities)) ? 1 : 0;
            }
            if (signer != null && !verified) {
                var message = MailApp.sign(signer, List.of(issuing), owner.mail(), "Signed with "
                        + signer.certificate().getSerialNumber().toString(16) + ".");
                MailApp.verify(message, root);
                Files.write(sent, message);
                signedWith = signer.certificate();
                verified = true;
            }
        } catch (GeneralSecurityException | CMSException | OperatorCreationException | IOException e) {
            // What could not be read or signed is missing from the counts, and so from the proof; the reason is worth seeing.
            System.err.println("Device of " + owner + ": " + e);
        }
    }

    /** How many of the owner's old messages the device has read. */
    public synchronized int read() {
        return read;
    }

    /** Whether a message signed with the current signing identity was verified. */
    public synchronized boolean verified() {
        return verified;
    }
}

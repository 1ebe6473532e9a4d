package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.RetrySettings;
import io.sealpost.enrollment.SigningIdentities;
import io.sealpost.pki.Certificates;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.user.User;
import io.sealpost.user.Users;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Compares what a user's devices should hold with what they hold, and opens what the difference needs (S3, S16, S21, S27). */
@Component
@Transactional
public class Reconciliation {
    private final Users users;
    private final Devices devices;
    private final Channels channels;
    private final Bundles bundles;
    private final Deliveries deliveries;
    private final PastDeliveries past;
    private final UnderWay underWay;
    private final Formats formats;
    private final Inventories inventories;
    private final Removals removals;
    private final Entitlements entitlements;
    private final Ledger ledger;
    private final Enrollments enrollments;
    private final SigningIdentities identities;
    private final CertificateProfiles profiles;
    private final RetrySettings retry;
    private final Settling settling;
    private final Notices notices;

    Reconciliation(Users users, Devices devices, Channels channels, Bundles bundles, Deliveries deliveries, PastDeliveries past,
                   UnderWay underWay, Formats formats, Inventories inventories, Removals removals, Entitlements entitlements,
                   Ledger ledger, Enrollments enrollments, SigningIdentities identities, CertificateProfiles profiles,
                   RetrySettings retry, Settling settling, Notices notices) {
        this.users = users;
        this.devices = devices;
        this.channels = channels;
        this.bundles = bundles;
        this.deliveries = deliveries;
        this.past = past;
        this.underWay = underWay;
        this.formats = formats;
        this.inventories = inventories;
        this.removals = removals;
        this.entitlements = entitlements;
        this.ledger = ledger;
        this.enrollments = enrollments;
        this.identities = identities;
        this.profiles = profiles;
        this.retry = retry;
        this.settling = settling;
        this.notices = notices;
    }

    /**
     * One transaction: compares all devices of the user, and those that still hold something of that user. Rows are locked in
     * one order everywhere, devices by id before users, so that no two workers wait for each other.
     *
     * @return the requests and deliveries it opened; empty if nothing differs
     */
    public List<Work> compare(UUID userId) {
        Optional<User> user = users.get(userId);
        if (user.isEmpty()) {
            return List.of();
        }
        List<Work> work = new ArrayList<>();
        for (UUID id : devices.concerning(userId)) {
            compare(devices.lock(id).orElseThrow(), work);
        }
        users.compared(user.get());
        entitlements.graceEnds(userId).ifPresent(end -> users.due(userId, end));
        return work;
    }

    private void compare(Device device, List<Work> work) {
        boolean joined = device.state() == Device.State.JOINED;
        if (!channels.knows(device.channel()) || !joined && !(device.state() == Device.State.LEFT && formats.of(device).keeps())) {
            return;
        }
        settling.end(device).ifPresent(settled -> work.add(deliveries.work(device.channel(), settled)));
        UUID entitled = entitlements.user(device);
        if (underWay.busy(device, entitled)) {
            return; // what is under way comes first; its report leads to the next comparison
        }
        boolean kept = formats.of(device).keeps() && !formats.ready(device); // of whatever user, from a time that has ended
        List<UUID> strangers = ledger.strangers(device.id(), kept ? null : entitled);
        if (!strangers.isEmpty()) {
            strangers.forEach(s -> work.add(removals.open(device, s, formats.of(device).removing(), bundles.identifier(s))));
            return;
        }
        enrollments.closeOthers(device.id(), entitled);
        if (!joined || device.owner() != null && (entitled == null || entitlements.frozen(entitled))) {
            return;
        }
        if (formats.ready(device)) {
            User owner = users.get(device.owner()).orElseThrow();
            request(device, owner, work);
            renewed(device, owner);
            install(device, owner, work);
            notices.expect(device, owner.id());
        } else if (unanswered(device) && formats.of(device).showsRecipient(device)) {
            work.add(deliveries.open(device, null, Kind.INQUIRE, Inventories.CERTIFICATES, null, Duration.ZERO));
        } else if (unanswered(device) && device.parent() == null) {
            inventories.unreachable(device);
        }
    }

    /** Its owner came after it had shown nothing to encrypt to: asked once more, so that the answer stands under that owner. */
    private boolean unanswered(Device device) {
        return device.owner() != null && device.recipient() == null && past.untried(device, device.owner())
            && !underWay.inquiring(device.id(), Inventories.CERTIFICATES);
    }

    /**
     * The device's own signing identity (S13): asked for once, and again before it ends (P5); a denial is for people to mend, and so
     * is a user's lack of an address. An imported one makes it needless (S14).
     */
    private void request(Device device, User owner, List<Work> work) {
        if (bundles.imported(owner).isPresent()) {
            enrollments.close(device.id(), owner.id());
            return;
        }
        profiles.signing().filter(p -> owner.signingAddress().isPresent())
            .filter(p -> formats.of(device).shape(device).signing() == Shape.Signing.OWN)
            .filter(p -> identities.wanting(device.id(), owner.id(), device.generation(), p.renewBefore()))
            .ifPresent(p -> work.add(Work.enrollment(enrollments.open(device.id(), owner.id(), device.generation(), p))));
    }

    /** The old key is destroyed once the device shows the new certificate; where no device shows any, once it has accepted it. */
    private void renewed(Device device, User owner) {
        String enough = formats.of(device).inquiries(device).isEmpty() ? "ACKNOWLEDGED" : "VERIFIED";
        List<X509Certificate> issued = identities.issued(device.id(), owner.id(), device.generation());
        if (issued.size() > 1 && ledger.holds(device.id(), Certificates.sha256(issued.get(0)), enough)) {
            identities.replaced(device.id(), owner.id(), Certificates.sha256(issued.get(0)));
        }
    }

    private void install(Device device, User owner, List<Work> work) {
        Bundle desired = bundles.desired(device, owner);
        Optional<PastDeliveries.Last> last = past.last(device, owner.id());
        boolean same = last.filter(l -> !l.state().equals("LOST") && desired.digest().equals(l.digest())).isPresent();
        boolean worthIt = desired.hasIdentities() || !formats.of(device).shape(device).encryption() && !desired.parts().isEmpty();
        if (!same && worthIt) {
            int losses = past.losses(device, desired.digest());
            Duration wait = losses == 0 ? settling.wait(device) : retry.after(losses);
            Work opened = deliveries.open(device, owner.id(), Kind.INSTALL, formats.of(device).installing(), desired.identifier(), wait);
            work.add(opened);
            if (losses == 0 && !wait.isZero()) {
                settling.begin(UUID.fromString(opened.id()));
            }
        }
    }
}

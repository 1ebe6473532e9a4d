package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.dd.plist.NSDictionary;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealpost.lab.ca.EstServer;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Profile;
import io.sealpost.lab.mdm.Plists;

/** Whether a device has all that its user needs, by what it holds and can do, and whether the gateway knows that. */
final class Proof {
    private final List<X509Certificate> anchors;
    private final EstServer ca;
    private final List<Device> devices;

    /** Proves against these trust anchors, what the CA has issued, and what the other devices hold. */
    Proof(List<X509Certificate> anchors, EstServer ca, List<Device> devices) {
        this.anchors = anchors;
        this.ca = ca;
        this.devices = devices;
    }

    /** What the device lacks by itself, in sentences; empty if nothing. */
    List<String> lacks(Device device) {
        var owner = device.owner();
        if (owner == null) {
            return List.of("it has no owner");
        }
        var lacks = new ArrayList<String>();
        var held = device.identities();
        var certificates = held.stream().map(InstalledIdentity::certificate).toList();
        if (!device.profiles().stream().flatMap(profile -> profile.anchors().stream()).toList().containsAll(anchors)) {
            lacks.add("root or issuing certificate");
        }
        long missing = owner.identities().stream().filter(identity -> !certificates.contains(identity.certificate())).count();
        if (missing > 0) {
            lacks.add(missing + " of " + owner.identities().size() + " encryption identities");
        }
        var own = owner.identities().stream().map(identity -> identity.certificate()).toList();
        long foreign = held.stream().filter(each -> !each.signs() && !own.contains(each.certificate())).count();
        if (foreign > 0) {
            lacks.add("nothing, but it holds " + foreign + " identities of somebody else");
        }
        var signers = held.stream().filter(InstalledIdentity::signs).map(InstalledIdentity::certificate).toList();
        if (signers.size() != 1 || !issuedTo(owner.mail(), signers.get(0))) {
            lacks.add("one signing certificate of the CA (it has " + signers.size() + ")");
        } else {
            accounts(device, signers.get(0), lacks);
            if (shared(device, signers.get(0))) {
                lacks.add("a signing certificate of its own (another device has the same)");
            }
        }
        if (device.messagesRead() < owner.identities().size()) {
            lacks.add((owner.identities().size() - device.messagesRead()) + " messages read");
        }
        if (!device.signatureVerified()) {
            lacks.add("a verified signature");
        }
        return lacks;
    }

    private boolean issuedTo(String address, X509Certificate certificate) {
        return ca.issuance(certificate).filter(each -> each.address().equalsIgnoreCase(address)).isPresent();
    }

    private boolean shared(Device device, X509Certificate certificate) {
        return devices.stream().filter(other -> other != device && other.owner() == device.owner())
                .anyMatch(other -> other.identities().stream().anyMatch(identity -> identity.certificate().equals(certificate)));
    }

    private static void accounts(Device device, X509Certificate signer, List<String> lacks) {
        for (var profile : device.profiles()) {
            for (var account : profile.accounts()) {
                if (names(profile, account, "SMIMESigningCertificateUUID", signer)
                        && names(profile, account, "SMIMEEncryptionCertificateUUID", device.owner().current().certificate())
                        && enabled(account) && device.owner().mail().equals(Plists.string(account, "EmailAddress"))) {
                    return;
                }
            }
        }
        lacks.add("a mail payload that names both its certificates");
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

    /** What the gateway does not know of the device yet; empty if it says VERIFIED. */
    static List<String> unknown(JsonNode said) {
        var state = said.path("state").asText("nothing");
        if (state.equals("VERIFIED")) {
            return List.of();
        }
        var reason = said.path("reason").asText("");
        return List.of("the gateway's VERIFIED (it says " + state + (reason.isEmpty() ? "" : ": " + reason) + ")");
    }
}

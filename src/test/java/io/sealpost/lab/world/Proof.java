package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sealpost.lab.ca.EstServer;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;

/** Whether a device has all that its user needs, by what it holds and can do, and whether the gateway knows that. */
final class Proof {
    private final List<X509Certificate> anchors;
    private final EstServer ca;
    private final List<Managed> devices;

    /** Proves against these trust anchors, what the CA has issued, and what the other devices hold. */
    Proof(List<X509Certificate> anchors, EstServer ca, List<Managed> devices) {
        this.anchors = anchors;
        this.ca = ca;
        this.devices = devices;
    }

    /** What the device lacks by itself, in sentences; empty if nothing. */
    List<String> lacks(Managed device) {
        var owner = device.owner();
        if (owner == null) {
            return List.of("it has no owner");
        }
        var lacks = new ArrayList<String>();
        var held = device.identities();
        var certificates = held.stream().map(InstalledIdentity::certificate).toList();
        if (!device.anchors().containsAll(anchors)) {
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
        if (device.signsWithItsOwn()) {
            signing(device, lacks);
        }
        if (device.messagesRead() < owner.identities().size()) {
            lacks.add((owner.identities().size() - device.messagesRead()) + " messages read");
        }
        lacks.addAll(device.lacks());
        return lacks;
    }

    private void signing(Managed device, List<String> lacks) {
        var signers = device.identities().stream().filter(InstalledIdentity::signs).map(InstalledIdentity::certificate).toList();
        if (signers.size() != 1 || !issuedTo(device.owner().mail(), signers.get(0))) {
            lacks.add("one signing certificate of the CA (it has " + signers.size() + ")");
        } else if (shared(device, signers.get(0))) {
            lacks.add("a signing certificate of its own (another device has the same)");
        }
        if (!device.signatureVerified()) {
            lacks.add("a verified signature");
        }
    }

    private boolean issuedTo(String address, X509Certificate certificate) {
        return ca.issuance(certificate).filter(each -> each.address().equalsIgnoreCase(address)).isPresent();
    }

    private boolean shared(Managed device, X509Certificate certificate) {
        return devices.stream().filter(other -> other != device && other.owner() == device.owner())
                .anyMatch(other -> other.identities().stream().anyMatch(identity -> identity.certificate().equals(certificate)));
    }

    /** What the gateway does not know of the device yet, or says wrongly; empty if it has proven all that can be. */
    static List<String> unknown(Managed device, Map<String, JsonNode> said) {
        var wrong = new ArrayList<String>();
        for (var id : device.ids()) {
            var each = said.getOrDefault(id, MissingNode.getInstance());
            var state = each.path("state").asText("nothing");
            var reason = each.path("reason").asText("");
            if (!state.equals(device.provable())) {
                wrong.add("the gateway's " + device.provable() + " of " + id + " (it says " + state
                        + (reason.isEmpty() ? "" : ": " + reason) + ")");
            } else if (!device.automatic() && each.path("activation").asText().equals("AUTOMATIC")) {
                wrong.add("the gateway's word that its user has to switch S/MIME on");
            }
        }
        return wrong;
    }
}

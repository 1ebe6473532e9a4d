package io.sealpost.lab.world;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayApi;

/** What a device holds, what it must hold, and what the gateway says that it holds: item by item. */
final class Holdings {
    private static final List<String> GONE = List.of("REMOVED", "LOST");

    private Holdings() {
    }

    /**
     * One thing on one device.
     *
     * @param kind        as the gateway calls it
     * @param certificate SHA-256 of its DER, lower-case hex; null if it is none
     */
    record Item(String kind, String certificate) implements Comparable<Item> {
        static Item of(String kind, X509Certificate certificate) {
            return new Item(kind, sha256(certificate));
        }

        @Override
        public int compareTo(Item other) {
            return Comparator.comparing(Item::kind).thenComparing(each -> String.valueOf(each.certificate)).compare(this, other);
        }

        @Override
        public String toString() {
            return certificate == null ? kind : kind + " " + certificate.substring(0, 8);
        }
    }

    /** Everything of ours that the device itself holds, each as often as it does. */
    static List<Item> held(Managed device) {
        var items = new ArrayList<Item>();
        if (device.takesAnchors()) {
            device.anchors().forEach(each -> items.add(Item.of("TRUST_ANCHOR", each)));
        }
        device.identities().forEach(each -> items.add(Item.of(kind(each), each.certificate())));
        device.mailSettings().forEach(each -> items.add(new Item(each, null)));
        return sorted(items);
    }

    private static String kind(InstalledIdentity identity) {
        return identity.signs() ? "SIGNING_IDENTITY" : "ENCRYPTION_IDENTITY";
    }

    /** What stays on a device that everything was taken from. */
    static List<Item> remaining(Managed device, Collection<X509Certificate> anchors) {
        return device.keepsAnchors() ? sorted(anchors.stream().map(each -> Item.of("TRUST_ANCHOR", each)).toList()) : List.of();
    }

    /** Everything that a device in use must hold; of the certificates it signs with, one, which the proof looks at. */
    static List<Item> complete(Managed device, Collection<X509Certificate> anchors) {
        var items = new ArrayList<Item>();
        if (device.takesAnchors()) {
            anchors.forEach(each -> items.add(Item.of("TRUST_ANCHOR", each)));
        }
        device.owner().identities().forEach(each -> items.add(Item.of("ENCRYPTION_IDENTITY", each.certificate())));
        if (device.signsWithItsOwn()) {
            items.add(new Item("SIGNING_IDENTITY", signing(device)));
        }
        if (device.channel().equals(NanoMdm.CHANNEL)) {
            items.add(new Item(device.platform().equals("MACOS") ? "IDENTITY_PREFERENCE" : "MAIL_PROFILE", null));
        }
        return sorted(items);
    }

    /** SHA-256 of the certificate that the device signs with; null if there is none. */
    static String signing(Managed device) {
        return device.identities().stream().filter(InstalledIdentity::signs).map(each -> sha256(each.certificate())).findFirst()
                .orElse(null);
    }

    /** What the gateway says that the device has, in the furthest state that it can prove. */
    static List<Item> proven(Managed device, Map<String, List<GatewayApi.Item>> said) {
        return sorted(said(device, said).stream().filter(each -> each.state().equals(device.provable()))
                .map(each -> new Item(each.kind(), each.certificate())).toList());
    }

    /** What the gateway says to be on its way to or from the device, or not to have got there. */
    static List<GatewayApi.Item> underWay(Managed device, Map<String, List<GatewayApi.Item>> said) {
        return said(device, said).stream().filter(each -> !each.state().equals(device.provable()) && !GONE.contains(each.state()))
                .toList();
    }

    /** All that the gateway says of the device and its parts. */
    static List<GatewayApi.Item> said(Managed device, Map<String, List<GatewayApi.Item>> said) {
        return device.ids().stream().flatMap(id -> said.getOrDefault(id, List.of()).stream()).toList();
    }

    private static List<Item> sorted(List<Item> items) {
        return items.stream().sorted().toList();
    }

    static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

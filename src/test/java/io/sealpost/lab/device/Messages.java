package io.sealpost.lab.device;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.dd.plist.NSDictionary;
import io.sealpost.lab.mdm.Plists;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/**
 * What an Apple device says to its MDM (apple/device-management, mdm/checkin and the response keys of mdm/commands), over its own
 * channel, or over a Mac's user's.
 */
final class Messages {
    private static final String OS_VERSION = "17.6.1";
    private static final String BUILD = "21G93";
    private static final String MAC_OS_VERSION = "14.6.1";
    private static final String MAC_BUILD = "23G93";

    private final String udid;
    private final String topic;
    private final String product;
    private final String serial;
    private final boolean mac;
    private final Map<String, Object> user;

    private Messages(DeviceSettings settings, String topic, Map<String, Object> user) {
        this.udid = settings.udid();
        this.topic = topic;
        this.product = settings.product();
        this.serial = settings.serial();
        this.mac = product.startsWith("Mac");
        this.user = user;
    }

    /** Over the device's own channel. */
    static Messages device(DeviceSettings settings, String topic) {
        return new Messages(settings, topic, Map.of());
    }

    /** Over the channel of a Mac's user. */
    static Messages user(DeviceSettings settings, String topic, String guid, String shortName, String longName) {
        return new Messages(settings, topic, of("UserID", guid, "UserShortName", shortName, "UserLongName", longName));
    }

    boolean ofDevice() {
        return user.isEmpty();
    }

    private String osVersion() {
        return mac ? MAC_OS_VERSION : OS_VERSION;
    }

    private String build() {
        return mac ? MAC_BUILD : BUILD;
    }

    /** These pairs, and the user's if it is a user's channel. */
    private Map<String, Object> said(Object... pairs) {
        var map = of(pairs);
        map.putAll(user);
        return map;
    }

    byte[] authenticate() {
        return Plists.xml(of("MessageType", "Authenticate", "Topic", topic, "UDID", udid, "OSVersion", osVersion(),
                "BuildVersion", build(), "ProductName", product, "SerialNumber", serial));
    }

    byte[] tokenUpdate(byte[] token, String pushMagic) {
        var message = said("MessageType", "TokenUpdate", "Topic", topic, "UDID", udid, "Token", token, "PushMagic", pushMagic);
        message.put(ofDevice() ? "AwaitingConfiguration" : "NotOnConsole", false);
        return Plists.xml(message);
    }

    byte[] checkOut() {
        return Plists.xml(of("MessageType", "CheckOut", "Topic", topic, "UDID", udid));
    }

    byte[] idle() {
        return Plists.xml(said("UDID", udid, "Status", "Idle"));
    }

    Map<String, Object> report(String uuid, String status) {
        return said("UDID", udid, "CommandUUID", uuid, "Status", status);
    }

    /** As iOS and as macOS report that a profile to be removed is not there. */
    Map<String, Object> missing(String uuid, String identifier) {
        return errors(uuid, List.of(mac ? cause(89, "MDMClientError", "Profile with identifier '" + identifier + "' not found.")
                : cause(12075, "MDMErrorDomain", "The profile “" + identifier + "” is not installed.")));
    }

    /** As iOS reports a profile that it did not install: the general error first, its cause after it. */
    Map<String, Object> notInstalled(String uuid, ProfileRefused refused) {
        return errors(uuid, List.of(cause(4001, "MCInstallationErrorDomain", "Profile Installation Failed"),
                cause(refused.code(), refused.domain(), refused.getMessage())));
    }

    private Map<String, Object> errors(String uuid, List<Map<String, Object>> chain) {
        var report = report(uuid, "Error");
        report.put("ErrorChain", chain);
        return report;
    }

    private static Map<String, Object> cause(int code, String domain, String text) {
        return of("ErrorCode", code, "ErrorDomain", domain, "LocalizedDescription", text, "USEnglishDescription", text);
    }

    Map<String, Object> information(String uuid, Collection<String> queries) {
        var known = of("UDID", udid, "DeviceName", "Lab " + product, "OSVersion", osVersion(), "BuildVersion", build(),
                "ModelName", mac ? "Mac" : product.startsWith("iPad") ? "iPad" : "iPhone", "ProductName", product, "SerialNumber", serial,
                "IsSupervised", false);
        known.keySet().retainAll(queries);
        var report = report(uuid, "Acknowledged");
        report.put("QueryResponses", known);
        return report;
    }

    Map<String, Object> profiles(String uuid, Collection<Profile> profiles) throws GeneralSecurityException {
        var list = new ArrayList<Map<String, Object>>();
        for (var profile : profiles) {
            var entry = new LinkedHashMap<String, Object>();
            copy(profile.top(), entry, "PayloadUUID", "PayloadIdentifier", "PayloadVersion", "PayloadDisplayName", "PayloadOrganization",
                    "PayloadDescription");
            var signers = new ArrayList<byte[]>();
            for (var signer : profile.signers()) {
                signers.add(signer.getEncoded());
            }
            // What an encrypted profile contains is not told.
            entry.putAll(of("PayloadRemovalDisallowed", false, "HasRemovalPasscode", false, "IsEncrypted", true, "IsManaged", true,
                    "SignerCertificates", signers, "PayloadContent", List.of()));
            list.add(entry);
        }
        var report = report(uuid, "Acknowledged");
        report.put("ProfileList", list);
        return report;
    }

    private static void copy(NSDictionary from, Map<String, Object> to, String... keys) {
        for (var key : keys) {
            if (from.containsKey(key)) {
                to.put(key, from.objectForKey(key).toJavaObject());
            }
        }
    }

    /** One entry of a CertificateList. */
    static Map<String, Object> certificate(X509Certificate certificate, boolean identity) throws CertificateEncodingException {
        var names = new JcaX509CertificateHolder(certificate).getSubject().getRDNs(BCStyle.CN);
        var name = names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
        return of("CommonName", name, "IsIdentity", identity, "Data", certificate.getEncoded());
    }

    Map<String, Object> certificates(String uuid, List<Map<String, Object>> list) {
        var report = report(uuid, "Acknowledged");
        report.put("CertificateList", list);
        return report;
    }

    private static Map<String, Object> of(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}

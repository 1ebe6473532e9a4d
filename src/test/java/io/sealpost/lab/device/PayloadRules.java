package io.sealpost.lab.device;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import io.sealpost.lab.mdm.Plists;

/**
 * Apple's keys for the payloads that the lab knows, and their types (apple/device-management, mdm/profiles: TopLevel, CommonPayloadKeys
 * and one file a payload type), as far as they apply to iOS 17. A rule is a type; an asterisk means required; values follow a space.
 */
final class PayloadRules {
    private static final String UUID = "[0-9A-Za-z]{8}-([0-9A-Za-z]{4}-){3}[0-9A-Za-z]{12}";
    private static final Map<String, String> COMMON = rules(
            "PayloadIdentifier string*", "PayloadUUID string*", "PayloadType string*", "PayloadVersion integer* 1",
            "PayloadDescription string", "PayloadDisplayName string", "PayloadOrganization string");
    private static final Map<String, String> TOP = with(COMMON,
            "PayloadType string* Configuration", "IsEncrypted boolean* true", "EncryptedPayloadContent data*",
            "HasRemovalPasscode boolean", "PayloadRemovalDisallowed boolean", "RemovalDate date", "DurationUntilRemoval real",
            "PayloadExpirationDate date", "TargetDeviceType integer 0|1|2|3|4|5|6", "ConsentText dictionary");
    private static final Map<String, String> CERTIFICATE = with(COMMON, "PayloadContent data*", "PayloadCertificateFileName string");
    private static final Map<String, Map<String, String>> PAYLOADS = Map.of(
            "com.apple.security.root", CERTIFICATE,
            "com.apple.security.pkcs1", CERTIFICATE,
            "com.apple.security.pkcs12", with(CERTIFICATE, "Password string"),
            "com.apple.eas.account", with(COMMON,
                    "EmailAddress string", "Host string", "SSL boolean", "OAuth boolean", "UserName string", "Password string",
                    "Certificate data", "CertificateName string", "CertificatePassword string", "PreventMove boolean",
                    "PreventAppSheet boolean", "PayloadCertificateUUID uuid", "SMIMESigningEnabled boolean",
                    "SMIMESigningCertificateUUID uuid", "SMIMEEncryptionCertificateUUID uuid", "disableMailRecentsSyncing boolean",
                    "MailNumberOfPastDaysToSync integer 0|1|3|7|14|31", "CommunicationServiceRules dictionary", "allowMailDrop boolean",
                    "SMIMESigningUserOverrideable boolean", "SMIMESigningCertificateUUIDUserOverrideable boolean",
                    "SMIMEEncryptByDefault boolean", "SMIMEEncryptByDefaultUserOverrideable boolean",
                    "SMIMEEncryptionCertificateUUIDUserOverrideable boolean", "SMIMEEnableEncryptionPerMessageSwitch boolean",
                    "EnableMail boolean", "EnableContacts boolean", "EnableCalendars boolean", "EnableReminders boolean",
                    "EnableNotes boolean", "EnableMailUserOverridable boolean", "EnableContactsUserOverridable boolean",
                    "EnableCalendarsUserOverridable boolean", "EnableRemindersUserOverridable boolean",
                    "EnableNotesUserOverridable boolean", "OAuthSignInURL string", "OAuthTokenRequestURL string",
                    "OverridePreviousPassword boolean", "VPNUUID string"));

    private PayloadRules() {
    }

    /** Checks the keys of an encrypted profile's outer dictionary. */
    static void checkTop(NSDictionary profile) throws ProfileRefused {
        check("Configuration", profile, TOP);
    }

    /** Checks the keys of one payload. */
    static void checkPayload(NSDictionary payload) throws ProfileRefused {
        var type = Plists.string(payload, "PayloadType");
        var rules = type == null ? null : PAYLOADS.get(type);
        if (rules == null) {
            throw ProfileRefused.payload("unknown PayloadType " + type);
        }
        check(type, payload, rules);
    }

    private static void check(String type, NSDictionary dictionary, Map<String, String> rules) throws ProfileRefused {
        for (var key : dictionary.allKeys()) {
            var rule = rules.get(key);
            if (rule == null) {
                throw ProfileRefused.payload(type + " has no key " + key + " on iOS");
            }
            checkValue(type + "." + key, dictionary.objectForKey(key), rule);
        }
        for (var rule : rules.entrySet()) {
            if (rule.getValue().contains("*") && !dictionary.containsKey(rule.getKey())) {
                throw ProfileRefused.payload(type + " needs " + rule.getKey());
            }
        }
    }

    private static void checkValue(String where, NSObject value, String rule) throws ProfileRefused {
        var parts = rule.replace("*", "").split(" ");
        var wanted = parts[0].equals("uuid") ? "string" : parts[0];
        if (!Plists.type(value).equals(wanted)) {
            throw ProfileRefused.payload(where + " is a " + Plists.type(value) + ", not a " + wanted);
        }
        var text = String.valueOf(value.toJavaObject());
        if (parts[0].equals("uuid") && !text.matches(UUID)) {
            throw ProfileRefused.payload(where + " is no UUID: " + text);
        }
        if (parts.length > 1 && !Arrays.asList(parts[1].split("\\|")).contains(text)) {
            throw ProfileRefused.payload(where + " must be " + parts[1] + ", not " + text);
        }
    }

    private static Map<String, String> rules(String... lines) {
        return with(Map.of(), lines);
    }

    private static Map<String, String> with(Map<String, String> base, String... lines) {
        var rules = new HashMap<>(base);
        for (var line : lines) {
            int space = line.indexOf(' ');
            rules.put(line.substring(0, space), line.substring(space + 1));
        }
        return Map.copyOf(rules);
    }
}

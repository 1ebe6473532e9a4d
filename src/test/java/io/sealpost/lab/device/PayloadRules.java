package io.sealpost.lab.device;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import io.sealpost.lab.mdm.Plists;

/**
 * Apple's keys for the payloads that the lab knows, and their types (apple/device-management, mdm/profiles: TopLevel, CommonPayloadKeys
 * and one file a payload type), as far as they apply to iOS 17, to the device channel of macOS 14, or to its user channel. A rule is a
 * type; an asterisk means required; values follow a space.
 */
enum PayloadRules {
    IOS, MAC_SYSTEM, MAC_USER;

    private static final String UUID = "[0-9A-Za-z]{8}-([0-9A-Za-z]{4}-){3}[0-9A-Za-z]{12}";
    private static final Map<String, String> COMMON = rules(
            "PayloadIdentifier string*", "PayloadUUID string*", "PayloadType string*", "PayloadVersion integer* 1",
            "PayloadDescription string", "PayloadDisplayName string", "PayloadOrganization string");
    private static final Map<String, String> TOP = with(COMMON,
            "PayloadType string* Configuration", "IsEncrypted boolean* true", "EncryptedPayloadContent data*",
            "HasRemovalPasscode boolean", "PayloadRemovalDisallowed boolean", "RemovalDate date", "DurationUntilRemoval real",
            "PayloadExpirationDate date", "TargetDeviceType integer 0|1|2|3|4|5|6", "ConsentText dictionary");
    private static final Map<PayloadRules, Map<String, String>> TOPS = Map.of(IOS, TOP,
            MAC_SYSTEM, with(TOP, "PayloadScope string System"), MAC_USER, with(TOP, "PayloadScope string User"));
    private static final Map<String, String> CERTIFICATE = with(COMMON, "PayloadContent data*", "PayloadCertificateFileName string");
    private static final Map<String, String> SMIME = rules("SMIMESigningEnabled boolean", "SMIMESigningCertificateUUID uuid",
            "SMIMEEncryptionCertificateUUID uuid", "SMIMESigningUserOverrideable boolean",
            "SMIMESigningCertificateUUIDUserOverrideable boolean", "SMIMEEncryptByDefault boolean",
            "SMIMEEncryptByDefaultUserOverrideable boolean", "SMIMEEncryptionCertificateUUIDUserOverrideable boolean",
            "SMIMEEnableEncryptionPerMessageSwitch boolean", "PreventMove boolean", "PreventAppSheet boolean", "VPNUUID string");
    private static final String AUTHENTICATION = "EmailAuthNone|EmailAuthPassword|EmailAuthCRAMMD5|EmailAuthNTLM|EmailAuthHTTPMD5";
    private static final Map<String, String> MAIL = with(COMMON, "EmailAccountType string* EmailTypeIMAP|EmailTypePOP",
            "EmailAccountDescription string", "EmailAccountName string", "EmailAddress string", "IncomingMailServerHostName string*",
            "IncomingMailServerAuthentication string* " + AUTHENTICATION, "IncomingMailServerPortNumber integer",
            "IncomingMailServerUseSSL boolean", "IncomingMailServerUsername string", "IncomingPassword string",
            "IncomingMailServerIMAPPathPrefix string", "OutgoingMailServerHostName string*",
            "OutgoingMailServerAuthentication string* " + AUTHENTICATION, "OutgoingMailServerPortNumber integer",
            "OutgoingMailServerUseSSL boolean", "OutgoingMailServerUsername string", "OutgoingPassword string",
            "OutgoingPasswordSameAsIncomingPassword boolean", "disableMailRecentsSyncing boolean", "allowMailDrop boolean");
    private static final Map<String, Map<String, String>> TRUST = Map.of("com.apple.security.root", CERTIFICATE,
            "com.apple.security.pkcs1", CERTIFICATE);
    private static final Map<String, Map<String, String>> MAC = with(TRUST, Map.of("com.apple.security.pkcs12",
            with(CERTIFICATE, "Password string", "KeyIsExtractable boolean", "AllowAllAppsAccess boolean")));
    private static final Map<PayloadRules, Map<String, Map<String, String>>> PAYLOADS = Map.of(
            MAC_SYSTEM, MAC,
            MAC_USER, with(MAC, Map.of("com.apple.mail.managed", MAIL, "com.apple.security.identitypreference",
                    with(COMMON, "Name string*", "PayloadCertificateUUID uuid*"))),
            IOS, with(TRUST, Map.of("com.apple.security.pkcs12", with(CERTIFICATE, "Password string"),
            "com.apple.mail.managed", with(MAIL, SMIME),
            "com.apple.eas.account", with(with(COMMON, SMIME),
                    "EmailAddress string", "Host string", "SSL boolean", "OAuth boolean", "UserName string", "Password string",
                    "Certificate data", "CertificateName string", "CertificatePassword string", "PayloadCertificateUUID uuid",
                    "MailNumberOfPastDaysToSync integer 0|1|3|7|14|31", "CommunicationServiceRules dictionary", "allowMailDrop boolean",
                    "disableMailRecentsSyncing boolean", "EnableMail boolean", "EnableContacts boolean", "EnableCalendars boolean",
                    "EnableReminders boolean",
                    "EnableNotes boolean", "EnableMailUserOverridable boolean", "EnableContactsUserOverridable boolean",
                    "EnableCalendarsUserOverridable boolean", "EnableRemindersUserOverridable boolean",
                    "EnableNotesUserOverridable boolean", "OAuthSignInURL string", "OAuthTokenRequestURL string",
                    "OverridePreviousPassword boolean"))));

    /** Checks the keys of an encrypted profile's outer dictionary. */
    void checkTop(NSDictionary profile) throws ProfileRefused {
        check("Configuration", profile, TOPS.get(this));
    }

    /** Checks the keys of one payload. */
    void checkPayload(NSDictionary payload) throws ProfileRefused {
        var type = Plists.string(payload, "PayloadType");
        var rules = type == null ? null : PAYLOADS.get(this).get(type);
        if (rules == null) {
            throw ProfileRefused.payload("unknown PayloadType " + type + " on " + this);
        }
        check(type, payload, rules);
    }

    private void check(String type, NSDictionary dictionary, Map<String, String> rules) throws ProfileRefused {
        for (var key : dictionary.allKeys()) {
            var rule = rules.get(key);
            if (rule == null) {
                throw ProfileRefused.payload(type + " has no key " + key + " on " + this);
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

    private static <V> Map<String, V> with(Map<String, V> base, Map<String, V> more) {
        var all = new HashMap<>(base);
        all.putAll(more);
        return Map.copyOf(all);
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

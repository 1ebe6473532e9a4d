package io.sealpost.payload.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSNumber;
import com.dd.plist.NSString;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The payload dictionaries (Apple, device-management, mdm/profiles): documented keys only, none of them deprecated. */
final class Payloads {
    static final String ROOT = "com.apple.security.root";
    static final String INTERMEDIATE = "com.apple.security.pkcs1";
    static final String PKCS12 = "com.apple.security.pkcs12";
    static final String EXCHANGE = "com.apple.eas.account";
    static final String MAIL = "com.apple.mail.managed";
    static final String PREFERENCE = "com.apple.security.identitypreference";

    private Payloads() {
    }

    static NSDictionary anchor(ProfileContent profile, Anchor anchor) throws CertificateEncodingException {
        X509Certificate certificate = anchor.certificate();
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        NSDictionary payload = payload(profile, root ? ROOT : INTERMEDIATE, anchor.payloadUuid(), name(certificate));
        payload.put("PayloadContent", new NSData(certificate.getEncoded()));
        return payload;
    }

    static NSDictionary identity(ProfileContent profile, Identity identity, byte[] pkcs12, char[] password) {
        NSDictionary payload = payload(profile, PKCS12, identity.payloadUuid(), name(identity.certificate()));
        payload.put("Password", new NSString(new String(password)));
        payload.put("PayloadContent", new NSData(pkcs12));
        if (profile.scope() != null) {
            payload.put("KeyIsExtractable", new NSNumber(false)); // macOS 10.15: else true
        }
        return payload;
    }

    /** The payload type that the profile's mail needs. */
    static String mailType(MailPayload mail) {
        return mail instanceof ExchangeAccount ? EXCHANGE : mail instanceof ImapAccount ? MAIL : PREFERENCE;
    }

    static NSDictionary mail(ProfileContent profile) {
        if (profile.mail() instanceof IdentityPreference preference) {
            NSDictionary payload = payload(profile, PREFERENCE, preference.payloadUuid(), preference.emailAddress());
            put(payload, "Name", preference.emailAddress());
            put(payload, "PayloadCertificateUUID", upper(preference.signing()));
            return payload;
        }
        return smime(profile.mail(), profile.mail() instanceof ImapAccount imap ? imap(profile, imap)
            : exchange(profile, (ExchangeAccount) profile.mail()));
    }

    private static NSDictionary exchange(ProfileContent profile, ExchangeAccount mail) {
        NSDictionary payload = payload(profile, EXCHANGE, mail.payloadUuid(), mail.emailAddress());
        put(payload, "Host", mail.host());
        payload.put("SSL", new NSNumber(mail.ssl()));
        payload.put("OAuth", new NSNumber(mail.oauth()));
        put(payload, "UserName", mail.userName());
        put(payload, "EmailAddress", mail.emailAddress());
        return payload;
    }

    private static NSDictionary imap(ProfileContent profile, ImapAccount mail) {
        NSDictionary payload = payload(profile, MAIL, mail.payloadUuid(), mail.emailAddress());
        put(payload, "EmailAccountType", "EmailTypeIMAP");
        put(payload, "EmailAddress", mail.emailAddress());
        server(payload, "Incoming", mail.incomingHost(), mail.incomingPort(), mail.userName());
        server(payload, "Outgoing", mail.outgoingHost(), mail.outgoingPort(), mail.userName());
        payload.put("OutgoingPasswordSameAsIncomingPassword", new NSNumber(true));
        return payload;
    }

    private static void server(NSDictionary payload, String which, String host, int port, String userName) {
        put(payload, which + "MailServerHostName", host);
        payload.put(which + "MailServerPortNumber", new NSNumber(port));
        payload.put(which + "MailServerUseSSL", new NSNumber(true));
        put(payload, which + "MailServerUsername", userName);
        put(payload, which + "MailServerAuthentication", "EmailAuthPassword");
    }

    private static NSDictionary smime(MailPayload mail, NSDictionary payload) {
        payload.put("SMIMESigningEnabled", new NSNumber(mail.signing() != null));
        if (mail.signing() != null) {
            payload.put("SMIMESigningUserOverrideable", new NSNumber(true));
            put(payload, "SMIMESigningCertificateUUID", upper(mail.signing()));
            payload.put("SMIMESigningCertificateUUIDUserOverrideable", new NSNumber(false));
        }
        if (mail.encryption() != null) {   // not by default: most correspondents have no certificate
            payload.put("SMIMEEncryptByDefault", new NSNumber(false));
            payload.put("SMIMEEncryptByDefaultUserOverrideable", new NSNumber(true));
            put(payload, "SMIMEEncryptionCertificateUUID", upper(mail.encryption()));
            payload.put("SMIMEEncryptionCertificateUUIDUserOverrideable", new NSNumber(false));
            payload.put("SMIMEEnableEncryptionPerMessageSwitch", new NSNumber(true));
        }
        return payload;
    }

    /** The profile itself, its content encrypted (TopLevel.yaml: IsEncrypted, EncryptedPayloadContent). */
    static NSDictionary profile(ProfileContent profile, byte[] envelopedData) {
        NSDictionary top = new NSDictionary();
        put(top, "PayloadType", "Configuration");
        top.put("PayloadVersion", new NSNumber(1));
        put(top, "PayloadIdentifier", profile.identifier());
        put(top, "PayloadUUID", upper(profile.uuid()));
        put(top, "PayloadDisplayName", profile.displayName());
        put(top, "PayloadOrganization", profile.organization());
        put(top, "PayloadScope", profile.scope());
        top.put("IsEncrypted", new NSNumber(true));
        top.put("EncryptedPayloadContent", new NSData(envelopedData));
        return top;
    }

    static NSArray array(List<NSDictionary> payloads) {
        return new NSArray(payloads.toArray(NSObject[]::new));
    }

    static String upper(UUID uuid) {
        return uuid.toString().toUpperCase(Locale.ROOT);
    }

    private static NSDictionary payload(ProfileContent profile, String type, UUID uuid, String displayName) {
        NSDictionary payload = new NSDictionary();
        put(payload, "PayloadType", type);
        payload.put("PayloadVersion", new NSNumber(1));
        put(payload, "PayloadIdentifier", profile.identifier() + "." + uuid);
        put(payload, "PayloadUUID", upper(uuid));
        put(payload, "PayloadDisplayName", displayName);
        return payload;
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static void put(NSDictionary payload, String key, String value) {
        if (value != null) {
            payload.put(key, new NSString(value));
        }
    }
}

package io.sealpost.payload.apple;

import java.util.List;
import java.util.Map;

/** What we say of an IMAP account, by type (Apple, device-management: com.apple.mail.managed.yaml and CommonPayloadKeys.yaml). */
final class ImapKeys {
    static final Map<String, List<String>> DOCUMENTED = Map.of(
        "String", List.of("PayloadType", "PayloadIdentifier", "PayloadUUID", "PayloadDisplayName", "EmailAccountType", "EmailAddress",
            "IncomingMailServerHostName", "IncomingMailServerUsername", "IncomingMailServerAuthentication",
            "OutgoingMailServerHostName", "OutgoingMailServerUsername", "OutgoingMailServerAuthentication",
            "SMIMESigningCertificateUUID", "SMIMEEncryptionCertificateUUID"),
        "Integer", List.of("PayloadVersion", "IncomingMailServerPortNumber", "OutgoingMailServerPortNumber"),
        "Boolean", List.of("IncomingMailServerUseSSL", "OutgoingMailServerUseSSL", "OutgoingPasswordSameAsIncomingPassword",
            "SMIMESigningEnabled", "SMIMESigningUserOverrideable", "SMIMESigningCertificateUUIDUserOverrideable",
            "SMIMEEncryptByDefault", "SMIMEEncryptByDefaultUserOverrideable", "SMIMEEncryptionCertificateUUIDUserOverrideable",
            "SMIMEEnableEncryptionPerMessageSwitch"));

    private ImapKeys() {
    }
}

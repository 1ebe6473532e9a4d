package io.sealpost.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import io.sealpost.pki.Certificates;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The configured certificate profiles (S12, S13, S29, S32). */
@Component
@EnableConfigurationProperties(CertificateProfileSettings.class)
public class CertificateProfiles {
    private final CertificateProfileSettings settings;
    private final List<X509Certificate> anchors;

    CertificateProfiles(CertificateProfileSettings settings) {
        this.settings = settings;
        this.anchors = settings.trustedRoot().certificates().stream().flatMap(f -> read(f).stream()).toList();
    }

    /** Roots and intermediates that every device should trust; roots first (S12). */
    public List<X509Certificate> anchors() {
        return anchors;
    }

    /** How devices get a signing identity of their own; empty if they get none. */
    public Optional<SigningProfile> signing() {
        CertificateProfileSettings.Pkcs pkcs = settings.pkcs();
        return pkcs.ca().isBlank() ? Optional.empty()
            : Optional.of(new SigningProfile(pkcs.ca(), pkcs.key(), pkcs.subject(), pkcs.renewBefore(),
                pkcs.revoke().equals("on-removal")));
    }

    /** Whether devices get their user's encryption identities. */
    public boolean encryption() {
        return settings.importedPkcs().enabled();
    }

    /** The mail account; empty if devices get none from us. */
    public Optional<EmailProfile> email() {
        CertificateProfileSettings.Email email = settings.email();
        CertificateProfileSettings.Imap imap = email.imap();
        if (!imap.incomingHost().isBlank()) {
            return Optional.of(new EmailProfile("", email.ssl(), email.oauth(), new EmailProfile.Imap(imap.incomingHost(),
                imap.incomingPort(), imap.outgoingHost(), imap.outgoingPort())));
        }
        return email.host().isBlank() ? Optional.empty() : Optional.of(new EmailProfile(email.host(), email.ssl(), email.oauth(), null));
    }

    private static List<X509Certificate> read(Path file) {
        try {
            return Certificates.parsePem(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException("sealpost.certificate-profiles.trusted-root.certificates names " + file
                + ", which cannot be read: put the PEM file there, or mend the key", e);
        }
    }
}

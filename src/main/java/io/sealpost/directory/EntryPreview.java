package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import io.sealpost.pki.Certificates;

/** What a sync would understand of the entries that have a name. */
public record EntryPreview(List<Entry> entries) {

    /** @param filter that finds the user, within the directory's own */
    public record Settings(Directory directory, String filter) {
    }

    /** @param addresses the primary one first */
    public record Entry(String dn, String id, String displayName, List<Name> names, List<String> addresses, List<String> groups,
                        List<Certificate> certificates, List<Shown> findings) {
    }

    /** @param kind upn or uid */
    public record Name(String kind, String name) {
    }

    /** @param current whether it is the one to encrypt to now */
    public record Certificate(String sha256, String subject, String serial, Instant notBefore, Instant notAfter, boolean current,
                              boolean inEscrow) {
        static Certificate of(X509Certificate c, boolean current, boolean inEscrow) {
            return new Certificate(Certificates.sha256(c), c.getSubjectX500Principal().getName(), c.getSerialNumber().toString(16),
                c.getNotBefore().toInstant(), c.getNotAfter().toInstant(), current, inEscrow);
        }
    }

    /** A finding, by its word. */
    public record Shown(String finding, String certificate, String text) {
        static Shown of(Finding finding) {
            return new Shown(finding.name().word(), finding.certificate(), finding.text());
        }
    }
}

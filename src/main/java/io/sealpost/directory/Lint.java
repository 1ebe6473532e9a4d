package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.Issuers;
import io.sealpost.pki.UndecodableCertificate;
import io.sealpost.pki.UntrustedCertificate;

/**
 * Looks at the encryption certificates of one user as mail clients will (RFC 8550; P8, P11, P12). What belongs to the history only is no
 * mistake: an expired certificate with a successor, or an old address. A pure function: it asks nobody.
 *
 * @param issuers the CAs that are configured
 * @param inEscrow whether a certificate's private key is in escrow
 * @param revoked  whether a CRL says that a certificate is revoked
 * @param crls     what is wrong at a CRL's address, by that address; none where all is well, or unknown
 */
record Lint(Issuers issuers, Predicate<X509Certificate> inEscrow, Predicate<X509Certificate> revoked, Map<String, String> crls,
            Instant now) {

    /** @param addresses the primary one first; history: encryption certificates, in any order */
    List<Finding> of(List<String> addresses, List<X509Certificate> history) {
        List<Finding> findings = new ArrayList<>();
        List<X509Certificate> valid = history.stream().filter(this::valid).toList();
        history.stream().filter(inEscrow.negate()).forEach(c -> findings.add(about(c, Finding.Name.KEY_MISSING, "has no private key in"
            + " escrow: mail that was encrypted to it cannot be read on any device; import its PFX file (sealpost.import)")));
        history.stream().filter(revoked).forEach(c -> findings.add(about(c, Finding.Name.REVOKED, "is revoked: it is delivered for reading"
            + " old mail only; let the CA issue another one, and take it out of the directory")));
        if (!addresses.isEmpty()) {
            valid.forEach(c -> address(addresses, c, findings));
            current(addresses.get(0), history, valid, findings);
        }
        return findings;
    }

    private static void address(List<String> addresses, X509Certificate c, List<Finding> findings) {
        Set<String> named = Certificates.addresses(c);
        if (named.stream().noneMatch(addresses::contains)) {
            findings.add(about(c, Finding.Name.ORPHANED, "is for " + (named.isEmpty() ? "no address" : String.join(", ", named))
                + ", which is none of the user's: nobody who writes to " + addresses.get(0) + " can use it; move it to its owner's"
                + " entry"));
        } else if (!named.contains(addresses.get(0))) {
            findings.add(about(c, Finding.Name.ADDRESS_NOT_PRIMARY, "is for " + String.join(", ", named) + " and not for the primary"
                + " address " + addresses.get(0) + ": clients do not choose it for that; let the CA issue one that names it"));
        }
    }

    private void current(String primary, List<X509Certificate> history, List<X509Certificate> valid, List<Finding> findings) {
        X509Certificate current = Certificates.current(history, primary, now).orElse(null);
        if (current == null) {
            history.stream().filter(c -> Certificates.addresses(c).contains(primary) && Date.from(now).after(c.getNotAfter()))
                .max(java.util.Comparator.comparing(X509Certificate::getNotAfter))
                .ifPresent(c -> findings.add(about(c, Finding.Name.EXPIRED, "was the last for " + primary + " and has ended: nobody can"
                    + " encrypt to that address; let the CA issue another one")));
            return;
        }
        valid.stream().filter(c -> !c.equals(current) && c.getNotBefore().equals(current.getNotBefore())
                && Certificates.addresses(c).contains(primary))
            .forEach(c -> findings.add(about(c, Finding.Name.TIE, "begins at the same moment as serial " + serial(current)
                + ": some clients will choose the one, some the other; take one of them out of the directory")));
        issuers(current, findings);
    }

    private void issuers(X509Certificate current, List<Finding> findings) {
        if (!issuers.know(current)) {
            findings.add(about(current, Finding.Name.UNKNOWN_ISSUER, "was issued by " + name(current) + ", which is not configured:"
                + " add that CA's certificate to certificate-profiles.trusted-root.certificates, or devices and senders will not"
                + " trust it"));
            return;
        }
        try {
            List<X509Certificate> path = new ArrayList<>(List.of(current));
            path.addAll(issuers.path(current, now));
            List<String> urls = points(path);
            urls.stream().filter(crls::containsKey).forEach(url -> findings.add(about(current, Finding.Name.CRL_UNREACHABLE,
                "depends on the CRL at " + url + ": " + crls.get(url) + ". Clients that check it will not use the certificate; mend it"
                    + " at the CA")));
        } catch (UntrustedCertificate e) {
            findings.add(about(current, Finding.Name.CHAIN, "is not trusted: " + e.getMessage()));
        } catch (UndecodableCertificate e) {
            findings.add(about(current, Finding.Name.CRL_UNREACHABLE, "cannot be checked: " + e.getMessage()));
        }
    }

    /** The addresses of the CRLs that say whether the certificates of a path are revoked; the anchor's own does not matter. */
    static List<String> points(List<X509Certificate> path) {
        return path.subList(0, Math.max(1, path.size() - 1)).stream().flatMap(c -> Certificates.crlUrls(c).stream()).distinct().toList();
    }

    private boolean valid(X509Certificate c) {
        Date at = Date.from(now);
        return !at.before(c.getNotBefore()) && !at.after(c.getNotAfter());
    }

    private static Finding about(X509Certificate c, Finding.Name name, String what) {
        return new Finding(name, Certificates.sha256(c), "Serial " + serial(c) + " (" + c.getNotBefore().toInstant().toString()
            .substring(0, 10) + " to " + c.getNotAfter().toInstant().toString().substring(0, 10) + ") " + what);
    }

    private static String serial(X509Certificate c) {
        return c.getSerialNumber().toString(16);
    }

    private static String name(X509Certificate c) {
        return Stream.of(Certificates.commonName(c.getIssuerX500Principal()), c.getIssuerX500Principal().getName())
            .filter(n -> !n.isEmpty()).findFirst().orElse("nobody");
    }
}

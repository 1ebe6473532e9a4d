package io.sealpost.escrow;

import io.sealpost.audit.Audit;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings encryption identities into escrow: a folder with PFX files and a CSV manifest that gives each its password and user
 * (P13). It can be repeated: what is here already stays. A manifest named {@code *.dry-run.csv} changes nothing.
 */
@Component
@ManagedResource(objectName = "io.sealpost:type=Imports", description = "The import of encryption identities")
public class IdentityImport {
    private static final long MOST = 1 << 20;
    private final Escrow escrow;
    private final Users users;
    private final UserCertificates certificates;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Map<Path, Manifest> open = new ConcurrentHashMap<>();
    private volatile Map<String, Object> last = Map.of();

    IdentityImport(Escrow escrow, Users users, UserCertificates certificates, Audit audit, PlatformTransactionManager transactions,
                   Clock clock) {
        this.escrow = escrow;
        this.users = users;
        this.certificates = certificates;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Opens a manifest and begins its result file; or goes on in it, if a process died with this manifest. The caller closes it.
     *
     * @throws UnreadableManifest if it is missing, not UTF-8, or lacks a column
     */
    public Manifest open(Path manifest) {
        Manifest opened = new Manifest(manifest);
        try {
            opened.results().begin();
            Optional.ofNullable(open.put(manifest.toAbsolutePath(), opened)).ifPresent(Manifest::close);
            opened.skip(opened.results().done());
            return opened;
        } catch (IOException e) {
            opened.close();
            throw new UncheckedIOException(manifest + ": no result file can be written beside it", e);
        }
    }

    /** Imports one row in one transaction; the result is noted after the commit. A refusal is a result, not an exception. */
    public Result importRow(Row row) {
        Result result;
        try {
            PfxFile pfx = checked(row);
            result = transaction.execute(status -> taken(row, pfx));
        } catch (Refusal refusal) {
            result = new Result(row.line(), row.file(), Result.Status.REFUSED, refusal.code(), refusal.getMessage(), "");
        } catch (UndecodableCertificate e) {
            result = new Result(row.line(), row.file(), Result.Status.REFUSED, "undecodable",
                "The certificate in the file is damaged (" + e.getMessage() + "); export it again", "");
        }
        try {
            row.manifest().results().add(result);
        } catch (IOException e) {
            throw new UncheckedIOException(row.manifest().path() + ": its result file cannot be written", e);
        }
        return result;
    }

    /** Ends a manifest: its results get their name, {@code <manifest>.result.csv}, in one step. */
    public Summary finish(Manifest manifest) {
        open.remove(manifest.path().toAbsolutePath());
        return finish(manifest.path(), manifest.results(), manifest.dryRun());
    }

    /** Ends a manifest that could not be read, or not to its end: the last of its results says why, and what came before counts. */
    public Summary unreadable(String file, UnreadableManifest why) {
        Path manifest = Path.of(file);
        Manifest opened = open.remove(manifest.toAbsolutePath());
        Optional.ofNullable(opened).ifPresent(Manifest::close);
        Results results = opened == null ? new Results(manifest) : opened.results();
        try {
            if (opened == null) {
                results.begin();
            }
            results.add(new Result(why.line(), manifest.getFileName().toString(), Result.Status.REFUSED, "unreadable", why.getMessage()
                + "; from there on nothing was read", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(manifest + ": its result file cannot be written", e);
        }
        return finish(manifest, results, Manifest.dryRun(manifest));
    }

    private Summary finish(Path manifest, Results results, boolean dryRun) {
        int imported = results.count(dryRun ? Result.Status.WOULD_IMPORT : Result.Status.IMPORTED);
        int already = results.count(Result.Status.ALREADY);
        int refused = results.count(Result.Status.REFUSED);
        last = Map.of("manifest", manifest.getFileName().toString(), "endedAt", clock.instant().toString(), "dryRun", dryRun,
            "imported", imported, "already", already, "refused", refused);
        try {
            return new Summary(results.finish(), dryRun, imported, already, refused);
        } catch (IOException e) {
            throw new UncheckedIOException(manifest + ": its result file cannot be written", e);
        }
    }

    @ManagedAttribute(description = "The last manifest of this process: its name, endedAt (UTC), whether it was a dryRun, how many rows"
        + " were imported (or would be), already there, refused; empty before the first")
    public Map<String, Object> getLastResult() {
        return last;
    }

    private Result taken(Row row, PfxFile pfx) {
        X509Certificate certificate = pfx.certificate();
        String spki = Certificates.spki(certificate.getPublicKey());
        boolean known = escrow.known(List.of(spki)).contains(spki);
        Optional<UUID> user = users.find(row.user());
        Result.Status status = known ? Result.Status.ALREADY : Result.Status.WOULD_IMPORT;
        if (!row.manifest().dryRun()) {
            escrow.keep(pfx.key(), certificate.getPublicKey(), Origin.IMPORT, null);
            certificates.store(certificate);
            boolean linked = user.isPresent() && certificates.add(user.get(), certificate, purpose(row), Source.IMPORT);
            certificates.keyArrived(spki);
            status = known && !linked ? Result.Status.ALREADY : Result.Status.IMPORTED;
            if (status == Result.Status.IMPORTED) {
                audit.record("import-identity", row.user(), "certificate " + Certificates.sha256(certificate));
            }
        }
        String text = user.isPresent() ? "" : "No user has the name or address " + row.user()
            + " yet; the certificate is the user's once the directory lists it, or this import is repeated";
        return new Result(row.line(), row.file(), status, "", text, Certificates.sha256(certificate));
    }

    private static PfxFile checked(Row row) {
        if (row.password() == null) {
            throw new Refusal("columns", "The line has not as many fields as the first line; put quotes around a field with a comma");
        }
        if (row.user().isEmpty()) {
            throw new Refusal("user", "The user is missing; name a UPN, uid or address");
        }
        Purpose purpose = purpose(row);
        PfxFile pfx = PfxFile.open(content(row), row.password());
        if (!Certificates.matches(pfx.key(), pfx.certificate().getPublicKey())) {
            throw new Refusal("mismatch", "The key in the file does not belong to its certificate; export it again");
        }
        if (purpose == Purpose.SIGNING && !Certificates.canSign(pfx.certificate())) {
            throw new Refusal("usage", "Nobody may verify mail by this certificate: it needs emailProtection, and digitalSignature");
        }
        if (purpose == Purpose.ENCRYPTION && !Certificates.canEncrypt(pfx.certificate())) {
            throw new Refusal("usage", "Nobody may encrypt mail to this certificate: it needs emailProtection, and keyEncipherment "
                + "(RSA) or keyAgreement (EC)");
        }
        return pfx;
    }

    /** Intune's words for both; without one it is for encryption. */
    private static Purpose purpose(Row row) {
        return switch (row.purpose().toLowerCase(Locale.ROOT)) {
            case "", "encryption", "smimeencryption" -> Purpose.ENCRYPTION;
            case "signing", "smimesigning" -> Purpose.SIGNING;
            default -> throw new Refusal("purpose", "The purpose must be smimeEncryption or smimeSigning");
        };
    }

    private static byte[] content(Row row) {
        Path folder = row.manifest().path().toAbsolutePath().normalize().getParent();
        try {
            Path file = folder.resolve(row.file()).normalize();
            if (row.file().isEmpty() || !file.startsWith(folder)) {
                throw outside();
            }
            if (!Files.isRegularFile(file)) {
                throw new Refusal("missing", "There is no such file beside the manifest; copy it there, or correct the name");
            }
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                throw outside();
            }
            if (Files.size(file) > MOST) {
                throw new Refusal("size", "The file has more than " + MOST + " bytes, so it is no identity");
            }
            return Files.readAllBytes(file);
        } catch (InvalidPathException e) {
            throw new Refusal("name", "This is no file name; correct it");
        } catch (IOException e) {
            throw new Refusal("unreadable", "The file cannot be read (" + e.getClass().getSimpleName() + "); check its permissions");
        }
    }

    private static Refusal outside() {
        return new Refusal("outside", "The file is not in the manifest's folder; put it there and name it relative to it");
    }
}

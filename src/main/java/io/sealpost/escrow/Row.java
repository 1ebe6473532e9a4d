package io.sealpost.escrow;

/**
 * One line of an import manifest: a PFX file, its password (which stays in this package), its user and its purpose.
 * Its text shows no password.
 */
public final class Row {
    private final Manifest manifest;
    private final long line;
    private final String file;
    private final String password;
    private final String user;
    private final String purpose;

    Row(Manifest manifest, long line, String file, String password, String user, String purpose) {
        this.manifest = manifest;
        this.line = line;
        this.file = file;
        this.password = password;
        this.user = user;
        this.purpose = purpose;
    }

    /** The line of the manifest that the row ends on; the heading is line 1. */
    public long line() {
        return line;
    }

    /** The PFX file, relative to the manifest's folder. */
    public String file() {
        return file;
    }

    /** UPN, uid or address. */
    public String user() {
        return user;
    }

    /** {@code smimeEncryption} or empty, which means the same. */
    public String purpose() {
        return purpose;
    }

    Manifest manifest() {
        return manifest;
    }

    String password() {
        return password;
    }

    @Override
    public String toString() {
        return "Row[line=" + line + ", file=" + file + ", user=" + user + ", purpose=" + purpose + "]";
    }
}

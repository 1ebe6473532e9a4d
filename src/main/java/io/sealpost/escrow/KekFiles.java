package io.sealpost.escrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The files of one key-encryption key in an installation: its keystore (PKCS #12) and the keystore's password, which only their
 * owner may read, a copy of the keystore, and the recovery sheet. They are proven to give the key back before anything depends on it.
 *
 * @param name     the key's name, also its alias
 * @param keystore in the configuration
 * @param password the file whose content is the password of keystore and backup; its name is the key of the configuration
 * @param backup   the copy, to be taken away
 * @param sheet    the recovery sheet, to be printed and deleted
 */
public record KekFiles(String name, Path keystore, Path password, Path backup, Path sheet) {
    /** Where they are, under an installation's folder. */
    public static KekFiles in(Path folder, String name) {
        Path config = folder.resolve("config");
        return new KekFiles(name, config.resolve(name + ".p12"), config.resolve("secrets")
            .resolve("sealpost.escrow.keks." + name + ".password"), folder.resolve("backup").resolve(name + ".p12"),
            folder.resolve("recovery-sheet-" + name + ".txt"));
    }

    /**
     * The name that a recovery sheet gives its key.
     *
     * @throws IllegalArgumentException if the sheet is not complete or was copied wrongly
     */
    public static String nameOn(Path sheet) {
        return RecoverySheet.read(sheet).name();
    }

    /** All of them. */
    public List<Path> all() {
        return List.of(keystore, password, backup, sheet);
    }

    /**
     * Makes the files, with a fresh key or with the one of a sheet, and proves them. None of them may exist.
     *
     * @param sheetOrNull a recovery sheet whose key is wanted back
     * @throws IOException           if a file exists or cannot be written
     * @throws IllegalStateException if they do not give the key back
     */
    public void make(Path sheetOrNull, Instant now, SecureRandom random) throws IOException {
        byte[] key = sheetOrNull == null ? fresh(random) : RecoverySheet.read(sheetOrNull).key().getEncoded();
        byte[] onPaper = RecoverySheet.write(name, key, now);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(fresh(random));
        try {
            byte[] store = keystore(new SecretKeySpec(key, "AES"), secret);
            for (Path file : all()) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            write(keystore, store);
            write(password, secret.getBytes(StandardCharsets.US_ASCII));
            write(backup, store);
            write(sheet, onPaper);
            prove(random);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(onPaper, (byte) 0);
        }
    }

    /** Wraps a probe with the key of the keystore, and opens it with the key from the backup and with the one from the sheet. */
    void prove(SecureRandom random) throws IOException {
        String secret = Files.readString(password);
        byte[] probe = fresh(random);
        byte[] wrapped = KeyWrapping.wrap(probe, name, KeyEncryptionKeys.load("The new key " + name,
            new EscrowSettings.Kek(keystore, name, secret)), random);
        opens(backup, wrapped, probe, KeyEncryptionKeys.load("The backup of " + name, new EscrowSettings.Kek(backup, name, secret)));
        opens(sheet, wrapped, probe, RecoverySheet.read(sheet).key());
        if (!RecoverySheet.read(sheet).name().equals(name)) {
            throw new IllegalStateException(sheet + " does not name the key " + name);
        }
    }

    private static void opens(Path what, byte[] wrapped, byte[] probe, SecretKey key) {
        try {
            if (MessageDigest.isEqual(probe, KeyWrapping.unwrap(wrapped, key))) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key in " + what + " does not open what the new key wrapped", e);
        }
        throw new IllegalStateException("The key in " + what + " opens what the new key wrapped to something else");
    }

    private byte[] keystore(SecretKey key, String secret) throws IOException {
        char[] characters = secret.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setEntry(name, new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(characters));
            ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
            store.store(encrypted, characters);
            return encrypted.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot write a PKCS #12 keystore", e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static byte[] fresh(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    // Created with its mode, not changed to it: at no moment may anybody else open it, whatever the umask is.
    private static void write(Path file, byte[] content) throws IOException {
        FileStore store = Files.getFileStore(file.toAbsolutePath().getParent());
        FileAttribute<?>[] owner = store.supportsFileAttributeView("posix")
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
            : new FileAttribute<?>[0];
        Files.createFile(file, owner);
        Files.write(file, content);
    }
}

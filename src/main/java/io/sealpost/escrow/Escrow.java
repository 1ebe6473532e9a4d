package io.sealpost.escrow;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.Providers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.security.auth.DestroyFailedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where wrapped keys rest: one row for each public key. A private key is in the clear only inside {@link #keep} and
 * {@link #withKey}. What is done here is put on record by the caller, who knows why.
 */
@Component
public class Escrow {
    private final JdbcClient jdbc;
    private final KeyEncryptionKeys keks;
    private final Clock clock;
    private final SecureRandom random;

    Escrow(JdbcClient jdbc, KeyEncryptionKeys keks, Clock clock) {
        Providers.install();
        this.jdbc = jdbc;
        this.keks = keks;
        this.clock = clock;
        this.random = new SecureRandom();
    }

    /**
     * Wraps the key with the current key-encryption key and stores it; a public key that is here already stays as it is.
     *
     * @param deviceOrNull the device that a key made here is bound to; null for an imported key
     * @throws KeyMismatch if the keys are no pair
     * @throws IllegalStateException if no key-encryption key is configured
     */
    @Transactional
    public void keep(PrivateKey key, PublicKey publicKey, Origin origin, UUID deviceOrNull) {
        if ((origin == Origin.DEVICE) != (deviceOrNull != null)) {
            throw new IllegalArgumentException("A key made here has a device, an imported key has none");
        }
        String spki = Certificates.spki(publicKey);
        if (!Certificates.matches(key, publicKey)) {
            throw new KeyMismatch("The private key does not belong to the public key " + spki);
        }
        String kek = keks.current();
        byte[] pkcs8 = key.getEncoded();
        try {
            jdbc.sql("""
                    insert into wrapped_key (spki, kek, origin, device, cms, created_at)
                    select cast(:spki as char(64)), cast(:kek as varchar(64)), cast(:origin as varchar(16)), cast(:device as uuid),
                      cast(:cms as bytea), cast(:now as timestamp with time zone)
                    where not exists (select 1 from wrapped_key where spki = :spki)""")
                .param("spki", spki).param("kek", kek).param("origin", origin.name()).param("device", deviceOrNull)
                .param("cms", KeyWrapping.wrap(pkcs8, kek, keks.get(kek), random))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC)).update();
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /**
     * The wrapped keys of these public keys that this device may have: imported ones, and those made for exactly this device.
     *
     * @param spkis lower-case hex SHA-256 of SubjectPublicKeyInfo
     */
    @Transactional(readOnly = true)
    public List<WrappedKey> find(Collection<String> spkis, UUID device) {
        return spkis.isEmpty() ? List.of() : jdbc.sql("""
                select spki, kek, cms from wrapped_key
                where spki in (:spkis) and (origin = 'IMPORT' or (origin = 'DEVICE' and device = cast(:device as uuid)))""")
            .param("spkis", spkis).param("device", device)
            .query((row, n) -> new WrappedKey(row.getString("spki"), row.getString("kek"), row.getBytes("cms"))).list();
    }

    /** Which of these public keys have their imported private key here. */
    @Transactional(readOnly = true)
    public Set<String> known(Collection<String> spkis) {
        return spkis.isEmpty() ? Set.of() : new HashSet<>(
            jdbc.sql("select spki from wrapped_key where origin = 'IMPORT' and spki in (:spkis)").param("spkis", spkis)
                .query(String.class).list());
    }

    /** Destroys the key that was made here for that device; an imported key, or another device's, stays. */
    @Transactional
    public void destroy(String spki, UUID device) {
        jdbc.sql("delete from wrapped_key where spki = :spki and origin = 'DEVICE' and device = :device")
            .param("spki", spki).param("device", device).update();
    }

    /**
     * Opens the key, checks that it belongs to the certificate's public key, and lends it to {@code use}, which must not keep it.
     * Afterwards the key's encoding is zeroed. No database is involved.
     *
     * @throws KeyMismatch if the row was swapped, damaged, or wrapped by another key of the same name
     * @throws IllegalStateException if the row's key-encryption key is not configured
     */
    public <T> T withKey(WrappedKey wrapped, PublicKey expected, Function<PrivateKey, T> use) {
        PrivateKey key = unwrapped(wrapped, expected);
        try {
            if (!Certificates.matches(key, expected)) {
                throw new KeyMismatch("The wrapped key " + wrapped.spki() + " opens to another key than the certificate's");
            }
            return use.apply(key);
        } finally {
            destroy(key);
        }
    }

    private PrivateKey unwrapped(WrappedKey wrapped, PublicKey expected) {
        byte[] pkcs8 = {};
        try {
            pkcs8 = KeyWrapping.unwrap(wrapped.cms(), keks.get(wrapped.kek()));
            return KeyFactory.getInstance(expected.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {   // no cause: it might quote the key
            throw new KeyMismatch("The wrapped key " + wrapped.spki() + " cannot be opened with " + wrapped.kek()
                + " as a key for " + expected.getAlgorithm() + " (" + e.getClass().getSimpleName() + ")");
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static void destroy(PrivateKey key) {
        try {
            key.destroy();
        } catch (DestroyFailedException e) {
            // the JDK's own keys cannot be destroyed (ACCP's can); they are unreachable from here on
            return;
        }
    }
}

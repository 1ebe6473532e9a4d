package io.sealpost.escrow;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Where wrapped keys rest. */
@Component
public class Escrow {
    /** Wraps the key with the current key-encryption key and stores it; a key that is here already stays as it is. */
    public void keep(PrivateKey key, PublicKey publicKey, Origin origin, UUID deviceOrNull) {
        throw new UnsupportedOperationException();
    }

    /** The imported keys among these, and those made for exactly this device; never another device's. */
    public List<WrappedKey> find(Collection<String> spkis, UUID device) {
        throw new UnsupportedOperationException();
    }

    /** Which of these are imported keys in escrow. */
    public Set<String> known(Collection<String> spkis) {
        throw new UnsupportedOperationException();
    }

    /** Destroys a key made here for that device; no other key. */
    public void destroy(String spki, UUID device) {
        throw new UnsupportedOperationException();
    }

    /** Opens the key for the time of {@code use}. */
    public <T> T withKey(WrappedKey wrapped, PublicKey expected, Function<PrivateKey, T> use) {
        throw new UnsupportedOperationException();
    }
}

package io.sealpost.delivery;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.sealpost.payload.apple.Signer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** Who signs configuration profiles: keys and chains from {@code spring.ssl.bundle}, which may be renewed while running. */
@Component
class ProfileSigners {
    private final SslBundles bundles;

    ProfileSigners(SslBundles bundles) {
        this.bundles = bundles;
    }

    Signer get(String name) {
        SslBundle bundle = bundles.getBundle(name);
        try {
            KeyStore store = bundle.getStores().getKeyStore();
            String alias = Collections.list(store.aliases()).stream().findFirst().orElseThrow(
                () -> new IllegalStateException("spring.ssl.bundle " + name + " holds no key: give it a keystore with the signer's"));
            String password = bundle.getStores().getKeyStorePassword();
            PrivateKey key = (PrivateKey) store.getKey(alias, password == null ? null : password.toCharArray());
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(alias)).map(X509Certificate.class::cast).toList();
            return new Signer(key, chain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signer's key in spring.ssl.bundle " + name + " cannot be read", e);
        }
    }
}

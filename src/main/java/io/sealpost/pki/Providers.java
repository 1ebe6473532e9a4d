package io.sealpost.pki;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The order of the JCA providers: Amazon Corretto Crypto Provider first where its native library loads, the JDK's next,
 * Bouncy Castle last. Everything is looked up by default, so Bouncy Castle does only what no other provider can.
 */
public final class Providers {
    private Providers() {
    }

    /** Installs the order, once for the whole process; again does nothing. */
    public static synchronized void install() {
        if (Security.getProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME) == null
                && AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null) {
            Security.insertProviderAt(AmazonCorrettoCryptoProvider.INSTANCE, 1);
        }
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
            Security.addProvider(new BouncyCastleProvider());
        }
    }
}

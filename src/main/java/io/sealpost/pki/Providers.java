package io.sealpost.pki;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The order of the JCA providers: Amazon Corretto Crypto Provider first where its native library loads, the JDK's next,
 * Bouncy Castle last. Everything is looked up by default, so Bouncy Castle does only what no other provider can.
 */
public final class Providers {
    private static final String ACCP = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private Providers() {
    }

    /** Installs the order, once for the whole process; again does nothing. */
    public static synchronized void install() {
        Provider accp = accp();
        if (accp != null && Security.getProvider(accp.getName()) == null) {
            Security.insertProviderAt(accp, 1);
        }
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
            Security.addProvider(new BouncyCastleProvider());
        }
    }

    // By name: its jar holds one architecture and is not on the class path of others.
    private static Provider accp() {
        try {
            Class<?> type = Class.forName(ACCP);
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            return type.getMethod("getLoadingError").invoke(provider) == null ? provider : null;
        } catch (ReflectiveOperationException | LinkageError absent) {
            return null;
        }
    }
}

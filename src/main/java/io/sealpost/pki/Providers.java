package io.sealpost.pki;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The order of the JCA providers: Amazon Corretto Crypto Provider before the JDK's where its native library loads, Bouncy
 * Castle last. Everything is looked up by default, so Bouncy Castle does only what no other provider can. Only SUN, which has
 * hashes but no ciphers and no RSA, stays in front: thousands of one-block hashes make a key out of a password, and its
 * intrinsics take half the time of a native call for each.
 */
public final class Providers {
    private static final String ACCP = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private Providers() {
    }

    /** Installs the order, once for the whole process; again does nothing. */
    public static synchronized void install() {
        Provider accp = accp();
        if (accp != null && Security.getProvider(accp.getName()) == null) {
            Security.insertProviderAt(accp, Security.getProviders()[0].getName().equals("SUN") ? 2 : 1);
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

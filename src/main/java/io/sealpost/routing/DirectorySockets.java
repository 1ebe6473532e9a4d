package io.sealpost.routing;

import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * What JNDI makes TLS sockets with: it takes the name of a class only, so the one for the connection under way is left here by the
 * thread that opens it. Connections are not pooled: JNDI would lend one to a directory that trusts another CA.
 */
public final class DirectorySockets {
    private static final ThreadLocal<SSLSocketFactory> CURRENT = new ThreadLocal<>();

    private DirectorySockets() {
    }

    /** JNDI asks for it by this name. */
    public static SocketFactory getDefault() {
        if (CURRENT.get() == null) {
            throw new IllegalStateException("A connection is opened outside the look-up that knows its trust");
        }
        return CURRENT.get();
    }

    static void use(SSLSocketFactory factory) {
        CURRENT.set(factory);
    }

    static void forget() {
        CURRENT.remove();
    }
}

package io.sealpost.routing;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.sealpost.directory.Directory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** Connections for what camel-ldap cannot do: to the first URL of a directory that answers, with its TLS and log-in. */
@Component
class LdapConnections {
    private final SslBundles bundles;

    LdapConnections(SslBundles bundles) {
        this.bundles = bundles;
    }

    /** For TLS with this directory's servers: trusted by its spring.ssl.bundle, else by the JVM's CAs, and of the name we asked for. */
    SSLSocketFactory tls(Directory directory) throws GeneralSecurityException {
        SSLContext context = directory.tls().isBlank() ? SSLContext.getDefault() : bundles.getBundle(directory.tls()).createSslContext();
        return new NamedSockets(context.getSocketFactory());
    }

    /**
     * A connection that is logged in; referrals are not followed.
     *
     * @param timeoutMillis for connecting, and for each message of an answer
     * @throws IOException if no server can be reached, or one does not let us in
     */
    LDAPConnection open(Directory directory, int timeoutMillis) throws IOException, GeneralSecurityException {
        return open(directory, directory.bindDn(), directory.password(), timeoutMillis);
    }

    /** As above, logged in as another account. */
    LDAPConnection open(Directory directory, String bindDn, Directory.Secret password, int timeoutMillis)
        throws IOException, GeneralSecurityException {
        IOException last = null;
        for (String url : directory.urls()) {
            try {
                return open(directory, URI.create(url), bindDn, password, timeoutMillis);
            } catch (LDAPException e) {
                IOException failure = unreachable(url, e);
                if (last != null) {
                    failure.addSuppressed(last);
                }
                last = failure;
                if (e.getResultCode() == ResultCode.INVALID_CREDENTIALS) {
                    break; // each further attempt would count against the account
                }
            }
        }
        throw last;
    }

    private LDAPConnection open(Directory directory, URI url, String bindDn, Directory.Secret password, int timeoutMillis)
        throws LDAPException, GeneralSecurityException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(timeoutMillis);
        options.setResponseTimeoutMillis(timeoutMillis);
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(true); // the caller reads from the socket: what it does not take yet stays with the server
        boolean ldaps = "ldaps".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : ldaps ? 636 : 389;
        LDAPConnection connection = ldaps ? new LDAPConnection(tls(directory), options) : new LDAPConnection(options);
        try {
            connection.connect(url.getHost(), port, timeoutMillis);
            if (directory.startTls()) {
                ExtendedResult answer = connection.processExtendedOperation(new StartTLSExtendedRequest(tls(directory)));
                if (answer.getResultCode() != ResultCode.SUCCESS) {
                    throw new LDAPException(answer.getResultCode(), "StartTLS was refused: " + answer.getDiagnosticMessage());
                }
            }
            if (!bindDn.isBlank()) {
                connection.bind(bindDn, password.value());
            }
            return connection;
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    private static IOException unreachable(String url, LDAPException e) {
        String hint = e.getResultCode() == ResultCode.INVALID_CREDENTIALS ? "look at bind-dn and password" : reason(e);
        return new IOException(url + " answered " + e.getResultCode() + ": " + hint, e);
    }

    /** What lies at the bottom: of an untrusted, expired or misnamed certificate, what is wrong with it. */
    static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}

package io.sealpost.routing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.naming.AuthenticationException;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.BasicControl;
import javax.naming.ldap.Control;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLSocketFactory;

import io.sealpost.directory.Directory;
import org.springframework.stereotype.Component;

/**
 * JNDI connections to a directory, with its TLS and log-in: to the first URL that answers. While a read is held to one domain
 * controller, whoever else answers, under the same name or another one, is turned away: its update sequence numbers are its own.
 */
@Component("directoryContexts")
class DirectoryContexts {
    private static final Control SHOW_DELETED = new BasicControl("1.2.840.113556.1.4.417", Control.CRITICAL, null);
    private static final Control DOMAIN_SCOPE = new BasicControl("1.2.840.113556.1.4.1339", Control.CRITICAL, null);

    private final LdapConnections tls;
    private final Map<String, String> held = new ConcurrentHashMap<>();

    DirectoryContexts(LdapConnections tls) {
        this.tls = tls;
    }

    /** From now on only the server that says to be this service (dsServiceName) reads the directory; null: any may. */
    public void hold(Directory directory, String service) {
        if (service == null) {
            held.remove(directory.name());
        } else {
            held.put(directory.name(), service);
        }
    }

    /** @param reads whether it is for a read of Active Directory, and not to look somebody up */
    InitialLdapContext open(Directory directory, boolean reads) throws NamingException {
        NamingException last = null;
        for (String url : directory.urls()) {
            try {
                return heldTo(reads ? held.get(directory.name()) : null, open(directory, url, reads));
            } catch (AuthenticationException e) {
                throw explained(url + " does not let us in; look at bind-dn and password", e);
            } catch (NamingException e) {
                last = explained(url + " cannot be asked: " + LdapConnections.reason(e), e);
            }
        }
        throw last;
    }

    private InitialLdapContext open(Directory directory, String url, boolean reads) throws NamingException {
        Hashtable<String, Object> environment = environment(directory, url);
        Control[] controls = !directory.isActiveDirectory() ? null
            : reads ? new Control[] {SHOW_DELETED, DOMAIN_SCOPE} : new Control[] {DOMAIN_SCOPE};
        try {
            SSLSocketFactory sockets = tls.tls(directory);
            DirectorySockets.use(sockets);
            if (!directory.startTls()) {
                logIn(environment, directory);
            }
            InitialLdapContext context = new InitialLdapContext(environment, null);
            if (directory.startTls()) {
                startTls(context, directory, sockets);
            }
            context.setRequestControls(controls);
            return context;
        } catch (GeneralSecurityException e) {
            throw explained("TLS of " + directory.name() + " cannot be set up: " + e.getMessage(), e);
        } finally {
            DirectorySockets.forget();
        }
    }

    /** No log-in before TLS: the password would be in the clear. */
    private static void startTls(InitialLdapContext context, Directory directory, SSLSocketFactory sockets) throws NamingException {
        try {
            StartTlsResponse response = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
            response.negotiate(sockets);
            Hashtable<String, Object> credentials = new Hashtable<>();
            logIn(credentials, directory);
            for (Map.Entry<String, Object> credential : credentials.entrySet()) {
                context.addToEnvironment(credential.getKey(), credential.getValue());
            }
            context.reconnect(null);
        } catch (IOException e) {
            context.close();
            throw explained("StartTLS failed: " + LdapConnections.reason(e), e);
        } catch (NamingException e) {
            context.close();
            throw e;
        }
    }

    private static InitialLdapContext heldTo(String service, InitialLdapContext context) throws NamingException {
        if (service != null) {
            Attribute said = context.getAttributes("", new String[] {"dsServiceName"}).get("dsServiceName");
            if (said == null || !service.equals(said.get())) {
                context.close();
                throw new CommunicationException("another domain controller answers, " + (said == null ? "unnamed" : said.get())
                    + ", than the one this read began with, " + service + "; the next run reads everything from it");
            }
        }
        return context;
    }

    private static Hashtable<String, Object> environment(Directory directory, String url) {
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put("java.naming.provider.url", url);
        environment.put("java.naming.referral", "throw");
        environment.put("java.naming.ldap.attributes.binary", "userSMIMECertificate objectGUID objectSid invocationId");
        environment.put("com.sun.jndi.ldap.connect.timeout", String.valueOf(directory.timeoutMillis()));
        environment.put("com.sun.jndi.ldap.read.timeout", String.valueOf(directory.timeoutMillis()));
        if (url.startsWith("ldaps:")) {
            environment.put("java.naming.ldap.factory.socket", DirectorySockets.class.getName());
        }
        return environment;
    }

    private static void logIn(Hashtable<String, Object> environment, Directory directory) {
        if (!directory.bindDn().isBlank()) {
            environment.put("java.naming.security.authentication", "simple");
            environment.put("java.naming.security.principal", directory.bindDn());
            environment.put("java.naming.security.credentials", directory.password().value());
        }
    }

    private static NamingException explained(String text, Exception cause) {
        NamingException explained = new CommunicationException(text);
        explained.initCause(cause);
        return explained;
    }
}

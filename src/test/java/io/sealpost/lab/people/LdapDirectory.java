package io.sealpost.lab.people;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.unboundidds.controls.IgnoreNoUserModificationRequestControl;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.seed.Secrets;

/** An LDAP server on loopback that lists users (inetOrgPerson, RFC 2798). */
final class LdapDirectory implements Directory {
    static final String BASE = "ou=people,dc=example,dc=com";
    /** Who may search. */
    private static final String BIND_DN = "cn=sealpost,ou=services,dc=example,dc=com";
    /** Who may change certificates, and nothing else. */
    private static final String PUBLISH_DN = "cn=sealpost-publish,ou=services,dc=example,dc=com";
    private static final Set<String> PUBLISHED = Set.of("userCertificate", "userSMIMECertificate");
    private static final String SENDER_DN = "cn=mail-client,dc=example,dc=com";
    private static final Control[] CONTROLS = {new IgnoreNoUserModificationRequestControl()};

    private final InMemoryDirectoryServer server;
    private final String password = Secrets.password();
    private final String publishPassword = Secrets.password();
    private final String senderPassword = Secrets.password();
    private final Map<Long, String> bound = new ConcurrentHashMap<>();
    private final CertificateAttributes certificates;
    private final Map<String, Entry> left = new ConcurrentHashMap<>();
    private volatile Consumer<String> moments = moment -> { };

    /** Starts empty, on a free loopback port. */
    LdapDirectory(List<Authority> chain) {
        certificates = new CertificateAttributes("userCertificate;binary", chain);
        try {
            var configuration = new InMemoryDirectoryServerConfig("dc=example,dc=com");
            configuration.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("lab", InetAddress.getLoopbackAddress(), 0, null));
            configuration.addAdditionalBindCredentials(BIND_DN, password);
            configuration.addAdditionalBindCredentials(PUBLISH_DN, publishPassword);
            configuration.addAdditionalBindCredentials(SENDER_DN, senderPassword);
            configuration.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
                @Override
                public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest bind) {
                    bound.put(bind.getConnectionID(), bind.getRequest().getBindDN());
                }

                @Override
                public void processModifyRequest(InMemoryInterceptedModifyRequest change) throws LDAPException {
                    boolean fits = PUBLISH_DN.equals(bound.get(change.getConnectionID()))
                        && change.getRequest().getModifications().stream().map(each -> each.getAttributeName().split(";")[0])
                            .allMatch(PUBLISHED::contains);
                    if (!fits) {
                        throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "only certificates, and only by " + PUBLISH_DN);
                    }
                }

                @Override
                public void processSearchResult(InMemoryInterceptedSearchResult page) {
                    moments.accept("directory: page served");
                }
            });
            configuration.setAuthenticationRequiredOperationTypes(OperationType.SEARCH, OperationType.COMPARE, OperationType.MODIFY,
                    OperationType.ADD, OperationType.DELETE, OperationType.MODIFY_DN);
            server = new InMemoryDirectoryServer(configuration);
            server.add(new Entry("dc=example,dc=com", new Attribute("objectClass", "top", "domain"), new Attribute("dc", "example")));
            server.add(new Entry(BASE, new Attribute("objectClass", "top", "organizationalUnit"), new Attribute("ou", "people")));
            server.startListening();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void add(Person person) {
        var entry = new Entry(dn(person), new Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"),
                new Attribute("uid", person.uid()), new Attribute("cn", person.displayName()),
                new Attribute("sn", person.displayName().substring(person.displayName().indexOf(' ') + 1)),
                new Attribute("displayName", person.displayName()), new Attribute("mail", person.mail()));
        certificates.of(person).forEach(entry::addAttribute);
        try {
            server.add(entry);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void publish(Person person) {
        var changes = certificates.of(person).stream()
                .map(each -> new Modification(ModificationType.REPLACE, each.getName(), each.getRawValues())).toList();
        try {
            server.modify(dn(person), changes.toArray(Modification[]::new));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void remove(Person person) {
        try {
            left.put(dn(person), server.getEntry(dn(person), "*", "+"));
            server.delete(dn(person));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void restore(Person person) {
        try {
            server.add(new AddRequest(left.remove(dn(person)), CONTROLS));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dn(Person person) {
        return "uid=" + person.uid() + "," + BASE;
    }

    @Override
    public void listen(Consumer<String> listener) {
        moments = listener;
    }

    @Override
    public Access access() {
        return new Access("ldap", "ldap://127.0.0.1:" + server.getListenPort(), BASE, BIND_DN, password, PUBLISH_DN, publishPassword);
    }

    @Override
    public List<byte[]> search(Person person) {
        try (var connection = new LDAPConnection("127.0.0.1", server.getListenPort(), SENDER_DN, senderPassword)) {
            return certificates.search(connection, BASE, person.mail());
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}

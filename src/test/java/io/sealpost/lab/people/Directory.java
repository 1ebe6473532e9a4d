package io.sealpost.lab.people;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
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
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.unboundidds.controls.IgnoreNoUserModificationRequestControl;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.CertificateStore;
import io.sealpost.lab.seed.Secrets;

/**
 * An LDAP server on loopback that lists the users (inetOrgPerson, RFC 2798) under {@link #BASE}. One in four has the newest certificate
 * in userSMIMECertificate only, with its chain; the others have all in userCertificate;binary (RFC 4523).
 */
public final class Directory implements AutoCloseable {
    /** Where the users are. */
    public static final String BASE = "ou=people,dc=example,dc=com";
    /** Who may search. */
    public static final String BIND_DN = "cn=sealpost,ou=services,dc=example,dc=com";

    /** Who may change certificates, and nothing else. */
    public static final String PUBLISH_DN = "cn=sealpost-publish,ou=services,dc=example,dc=com";
    private static final Set<String> PUBLISHED = Set.of("userCertificate", "userSMIMECertificate");
    private static final String SENDER_DN = "cn=mail-client,dc=example,dc=com";
    private static final Control[] CONTROLS = {new IgnoreNoUserModificationRequestControl()};

    private final InMemoryDirectoryServer server;
    private final String password = Secrets.password();
    private final String publishPassword = Secrets.password();
    private final String senderPassword = Secrets.password();
    private final Map<Long, String> bound = new ConcurrentHashMap<>();
    private final List<Authority> chain;
    private final Map<String, Entry> left = new ConcurrentHashMap<>();
    private volatile Consumer<String> moments = moment -> { };

    /** Starts empty, on a free loopback port; {@code chain} goes into the PKCS #7 values, issuing authority first. */
    public Directory(List<Authority> chain) {
        this.chain = List.copyOf(chain);
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

    /** Lists a user with everything that is known of her or him now. */
    public void add(Person person) {
        var entry = new Entry(dn(person), new Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"),
                new Attribute("uid", person.uid()), new Attribute("cn", person.displayName()),
                new Attribute("sn", person.displayName().substring(person.displayName().indexOf(' ') + 1)),
                new Attribute("displayName", person.displayName()), new Attribute("mail", person.mail()));
        certificates(person).forEach(entry::addAttribute);
        try {
            server.add(entry);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lists the certificates that the user has now. */
    public void publish(Person person) {
        var changes = certificates(person).stream()
                .map(each -> new Modification(ModificationType.REPLACE, each.getName(), each.getRawValues())).toList();
        modify(person, changes.toArray(Modification[]::new));
    }

    /** Changes the entry of a user. */
    public void modify(Person person, Modification... changes) {
        try {
            server.modify(dn(person), changes);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes a user out of the directory. */
    public void remove(Person person) {
        try {
            left.put(dn(person), server.getEntry(dn(person), "*", "+"));
            server.delete(dn(person));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The user's entry is there again as it was, under its old entryUUID (as from a recycle bin). */
    public void restore(Person person) {
        try {
            server.add(new AddRequest(left.remove(dn(person)), CONTROLS));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Attribute> certificates(Person person) {
        var identities = person.identities();
        boolean apart = Math.floorMod(person.uid().hashCode(), 4) == 1;
        var plain = new ArrayList<byte[]>();
        for (var identity : apart ? identities.subList(0, identities.size() - 1) : identities) {
            plain.add(der(identity.certificate()));
        }
        var attributes = new ArrayList<Attribute>();
        if (!plain.isEmpty()) {
            attributes.add(new Attribute("userCertificate;binary", plain.toArray(byte[][]::new)));
        }
        if (apart) {
            var store = new ArrayList<>(List.of(person.current().certificate()));
            chain.forEach(authority -> store.add(authority.certificate()));
            attributes.add(new Attribute("userSMIMECertificate", CertificateStore.certsOnly(store)));
        }
        return attributes;
    }

    private static byte[] der(java.security.cert.X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dn(Person person) {
        return "uid=" + person.uid() + "," + BASE;
    }

    /** Tells when the entries of a page were sent, and its end not yet; the server goes on when the listener returns. */
    public void listen(Consumer<String> listener) {
        moments = listener;
    }

    /** The server's URL. */
    public String url() {
        return "ldap://127.0.0.1:" + server.getListenPort();
    }

    /** What a sender's mail client finds in the directory for this address: the values of both attributes, as the server gives them. */
    public List<byte[]> search(String mail) {
        var values = new ArrayList<byte[]>();
        try (var connection = new LDAPConnection("127.0.0.1", server.getListenPort(), SENDER_DN, senderPassword)) {
            var found = connection.searchForEntry(BASE, SearchScope.SUB, Filter.createEqualityFilter("mail", mail),
                    "userCertificate;binary", "userSMIMECertificate");
            for (var name : List.of("userCertificate;binary", "userSMIMECertificate")) {
                if (found != null && found.hasAttribute(name)) {
                    values.addAll(List.of(found.getAttributeValueByteArrays(name)));
                }
            }
            return values;
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The password of {@link #PUBLISH_DN}. */
    public String publishPassword() {
        return publishPassword;
    }

    /** The password of {@link #BIND_DN}. */
    public String password() {
        return password;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}

package io.sealpost.lab.people;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.sealpost.lab.ca.Authority;

/** People in a domain of Active Directory, as its tools and Exchange enter them. */
final class DomainDirectory implements Directory {
    static final String BASE = "OU=People," + DomainController.DOMAIN;
    private static final String ENABLED = "512"; // ADS_UF_NORMAL_ACCOUNT (MS-ADTS, 2.2.16)

    private final DomainController controller = new DomainController("DC1");
    private final CertificateAttributes certificates;
    private final Map<UUID, Entry> left = new ConcurrentHashMap<>();
    private volatile Consumer<String> moments = moment -> { };

    DomainDirectory(List<Authority> chain) {
        certificates = new CertificateAttributes("userCertificate", chain);
        controller.trouble(new Served());
    }

    /** A window of a read whose entries were sent, and its end not yet. */
    private final class Served implements DirectoryTrouble {
        private final Set<SearchRequestProtocolOp> sent = ConcurrentHashMap.newKeySet();

        @Override
        public Entry shown(SearchRequestProtocolOp search, Entry entry) {
            if (search.getFilter().toString().contains("(uSNChanged>=")) {
                sent.add(search);
            }
            return entry;
        }

        @Override
        public String ended(SearchRequestProtocolOp search) {
            if (sent.remove(search)) {
                moments.accept("domain: window served");
            }
            return null;
        }
    }

    @Override
    public void add(Person person) {
        var cn = person.displayName() + person.uid().replaceAll("\\D", ""); // of two people with one name one has a number
        var attributes = new ArrayList<>(certificates.of(person));
        attributes.addAll(List.of(new Attribute("cn", cn), new Attribute("sAMAccountName", person.uid()),
                new Attribute("userPrincipalName", person.mail()), new Attribute("displayName", person.displayName()),
                new Attribute("mail", person.mail()),
                new Attribute("proxyAddresses", "SMTP:" + person.mail(), "smtp:" + person.uid() + "@mail.example.com"),
                new Attribute("userAccountControl", ENABLED)));
        controller.put(id(person), "CN=" + cn + "," + BASE, attributes.toArray(Attribute[]::new));
    }

    @Override
    public void publish(Person person) {
        add(person);
    }

    @Override
    public void remove(Person person) {
        left.put(id(person), controller.get(id(person)));
        controller.delete(id(person));
    }

    @Override
    public void restore(Person person) {
        var entry = left.remove(id(person));
        controller.put(id(person), entry.getDN(), entry.getAttributes().toArray(Attribute[]::new));
    }

    private static UUID id(Person person) {
        return UUID.nameUUIDFromBytes(person.uid().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<byte[]> search(Person person) {
        try (var connection = new LDAPConnection("127.0.0.1", controller.port(), DomainController.BIND_DN, DomainController.PASSWORD)) {
            return certificates.search(connection, BASE, person.mail());
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void listen(Consumer<String> listener) {
        moments = listener;
    }

    @Override
    public Access access() {
        return new Access("active-directory", "ldap://127.0.0.1:" + controller.port(), BASE, DomainController.BIND_DN,
                DomainController.PASSWORD, DomainController.PUBLISH_DN, DomainController.PUBLISH_PASSWORD);
    }

    @Override
    public void close() {
        controller.close();
    }
}

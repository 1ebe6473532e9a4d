package io.sealpost.lab.people;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.sealpost.lab.ca.Authority;

/** The lab's directories. Every second person is in Active Directory, the others are in an LDAP server; nobody is in both. */
public final class Directories implements AutoCloseable {
    /** The gateway's names for them. */
    public static final List<String> NAMES = List.of("domain", "lab");

    private final Directory domain;
    private final Directory ldap;

    /** Starts them, empty, on free loopback ports; {@code chain} goes into the PKCS #7 values, issuing authority first. */
    public Directories(List<Authority> chain) {
        domain = new DomainDirectory(chain);
        ldap = new LdapDirectory(chain);
    }

    /** Where this person is. */
    public Directory of(Person person) {
        return person.inDomain() ? domain : ldap;
    }

    /** By the gateway's name. */
    public Map<String, Directory> all() {
        return new TreeMap<>(Map.of(NAMES.get(0), domain, NAMES.get(1), ldap));
    }

    /** Tells of exact moments in each of them; it goes on when the listener returns. */
    public void listen(Consumer<String> listener) {
        domain.listen(listener);
        ldap.listen(listener);
    }

    @Override
    public void close() {
        domain.close();
        ldap.close();
    }
}

package io.sealpost.lab.people;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.CertificateStore;

/**
 * The certificates in an entry: one user in four has the newest in userSMIMECertificate only (RFC 2798), with its chain; the others
 * have all in userCertificate (RFC 4523).
 */
final class CertificateAttributes {
    private static final String SMIME = "userSMIMECertificate";

    private final String plain;
    private final List<Authority> chain;

    /** @param plain userCertificate, as this server calls it */
    CertificateAttributes(String plain, List<Authority> chain) {
        this.plain = plain;
        this.chain = List.copyOf(chain);
    }

    List<Attribute> of(Person person) {
        var identities = person.identities();
        boolean apart = Math.floorMod(person.uid().hashCode(), 4) == 1;
        var values = new ArrayList<byte[]>();
        for (var identity : apart ? identities.subList(0, identities.size() - 1) : identities) {
            values.add(der(identity.certificate()));
        }
        var attributes = new ArrayList<Attribute>();
        if (!values.isEmpty()) {
            attributes.add(new Attribute(plain, values.toArray(byte[][]::new)));
        }
        if (apart) {
            var store = new ArrayList<>(List.of(person.current().certificate()));
            chain.forEach(authority -> store.add(authority.certificate()));
            attributes.add(new Attribute(SMIME, CertificateStore.certsOnly(store)));
        }
        return attributes;
    }

    /** Both attributes of whoever has this address. */
    List<byte[]> search(LDAPConnection connection, String base, String mail) throws LDAPException {
        var found = connection.searchForEntry(base, SearchScope.SUB, Filter.createEqualityFilter("mail", mail), plain, SMIME);
        var values = new ArrayList<byte[]>();
        for (var name : List.of(plain, SMIME)) {
            if (found != null && found.hasAttribute(name)) {
                values.addAll(List.of(found.getAttributeValueByteArrays(name)));
            }
        }
        return values;
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

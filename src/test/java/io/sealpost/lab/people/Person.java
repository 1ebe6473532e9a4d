package io.sealpost.lab.people;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A user of the lab: names, one address, and every encryption identity of the years, oldest first. */
public final class Person {
    private final String uid;
    private final String displayName;
    private final String mail;
    private final boolean ellipticCurve;
    private final boolean inDomain;
    private final List<Identity> identities = new CopyOnWriteArrayList<>();

    Person(String uid, String displayName, boolean ellipticCurve, boolean inDomain) {
        this.uid = uid;
        this.displayName = displayName;
        this.mail = uid + "@example.com";
        this.ellipticCurve = ellipticCurve;
        this.inDomain = inDomain;
    }

    /** The log-in name; unique. */
    public String uid() {
        return uid;
    }

    /** The name that people read. */
    public String displayName() {
        return displayName;
    }

    /** The rfc822Name. */
    public String mail() {
        return mail;
    }

    /** Whether the user's keys are on P-256; otherwise RSA-2048. */
    public boolean ellipticCurve() {
        return ellipticCurve;
    }

    /** Whether Active Directory lists the user; otherwise the LDAP server does. */
    public boolean inDomain() {
        return inDomain;
    }

    /** Every encryption identity, oldest first; the last one is valid today. */
    public List<Identity> identities() {
        return identities;
    }

    /** The identity that others encrypt to today. */
    public Identity current() {
        return identities.get(identities.size() - 1);
    }

    void add(Identity identity) {
        identities.add(identity);
    }

    @Override
    public String toString() {
        return uid;
    }
}

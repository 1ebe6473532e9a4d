package io.sealpost.lab.people;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.lab.seed.Secrets;

/**
 * A domain controller of Active Directory on loopback, as strict as the original (MS-ADTS) where Samba is not: MaxPageSize, MaxValRange,
 * referrals from the root of the domain, rights on what was deleted. Its numbers are its own.
 */
public final class DomainController implements AutoCloseable {
    /** Its domain. */
    public static final String DOMAIN = "DC=example,DC=com";
    /** Who may search. */
    public static final String BIND_DN = "CN=Sealpost,CN=Users," + DOMAIN;
    /** Of {@link #BIND_DN}. */
    public static final String PASSWORD = Secrets.password();
    /** Who may also change certificates, and nothing else. */
    static final String PUBLISH_DN = "CN=Sealpost Publish,CN=Users," + DOMAIN;
    static final String PUBLISH_PASSWORD = Secrets.password();
    static final int MAX_PAGE_SIZE = 1000;
    static final int MAX_VAL_RANGE = 1500;
    private static final Map<String, String> ACCOUNTS = Map.of(BIND_DN, PASSWORD, PUBLISH_DN, PUBLISH_PASSWORD);
    private static final String TRANSITIVE = "1.2.840.113556.1.4.1941"; // MS-ADTS 3.1.1.3.4.4.3

    private final String service;
    private final Map<UUID, Entry> entries = new TreeMap<>();
    private final LDAPListener listener;
    private volatile Consumer<String> moments = filter -> { };
    private volatile DirectoryTrouble trouble = new DirectoryTrouble() { };
    private volatile UUID invocation = UUID.randomUUID();
    private volatile String posing;
    private volatile boolean deletedShown = true;
    private volatile String referral;
    private long usn = 5000;
    private int searches;

    /** Starts empty, on a free port. */
    public DomainController(String name) {
        this(name, 0);
    }

    /** @param port a fixed one, for who takes another's place */
    public DomainController(String name, int port) {
        service = "CN=NTDS Settings,CN=" + name + ",CN=Servers,CN=Site,CN=Sites,CN=Configuration," + DOMAIN;
        LDAPListenerConfig config = new LDAPListenerConfig(port, new DomainRequests(this));
        config.setListenAddress(InetAddress.getLoopbackAddress());
        config.setUseReuseAddress(true);
        listener = new LDAPListener(config);
        try {
            listener.startListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getListenPort();
    }

    /** Adds or changes an entry, which takes the next number. */
    public synchronized void put(UUID id, String dn, Attribute... attributes) {
        Entry entry = new Entry(dn, attributes);
        entry.setAttribute("objectClass", "top", "person", "organizationalPerson", "user");
        numbered(id, entry);
    }

    /** Leaves a tombstone: the id, where it was, and no more. */
    public synchronized void delete(UUID id) {
        Entry gone = new Entry(entries.get(id).getDN().split(",", 2)[0] + "\\0ADEL:" + id + ",CN=Deleted Objects," + DOMAIN);
        gone.setAttribute("objectClass", "top", "person", "organizationalPerson", "user");
        gone.setAttribute("isDeleted", "TRUE");
        numbered(id, gone);
    }

    /** Adds or changes a group, in these. Who is in it says so himself (memberOf): nothing is computed. */
    public synchronized void group(UUID id, String dn, String... within) {
        numbered(id, new Entry(dn, new Attribute("objectClass", "top", "group"), new Attribute("memberOf", within)));
    }

    /** All of it or nothing (RFC 4511, 4.6). */
    synchronized void modify(String dn, List<Modification> changes) throws LDAPException {
        DN named = new DN(dn);
        for (Map.Entry<UUID, Entry> each : entries.entrySet()) {
            if (each.getValue().getParsedDN().equals(named)) {
                numbered(each.getKey(), Entry.applyModifications(each.getValue(), false, changes));
                return;
            }
        }
        throw new LDAPException(ResultCode.NO_SUCH_OBJECT, "0000208D: NameErr");
    }

    synchronized Entry get(UUID id) {
        return entries.get(id).duplicate();
    }

    private void numbered(UUID id, Entry entry) {
        entry.setAttribute("distinguishedName", entry.getDN());
        entry.setAttribute("objectGUID", bytes(id));
        entry.setAttribute("uSNChanged", String.valueOf(++usn));
        entries.put(id, entry);
    }

    /** Numbers that went to computers, policies, and whatever else is no user. */
    public synchronized void gap(long numbers) {
        usn += numbers;
    }

    /** All it holds and is, to come {@link #back} to. */
    public synchronized Saved save() {
        return new Saved(new TreeMap<>(entries), usn, invocation);
    }

    /** Is as it was, and nothing is wrong any more. */
    public synchronized void back(Saved saved) {
        entries.clear();
        entries.putAll(saved.entries);
        usn = saved.usn;
        invocation = saved.invocation;
        deletedShown = true;
        posing = null;
        referral = null;
        trouble = new DirectoryTrouble() { };
    }

    /** What {@link #save} returns. */
    public record Saved(Map<UUID, Entry> entries, long usn, UUID invocation) {
    }

    /** It was restored from a backup: from now on its numbers are others. */
    public void restored() {
        invocation = UUID.randomUUID();
    }

    /** From now on this goes wrong. */
    public void trouble(DirectoryTrouble wrong) {
        trouble = wrong;
    }

    DirectoryTrouble trouble() {
        return trouble;
    }

    /** Ends all connections. */
    public void drop() {
        listener.closeAllConnections(false);
    }

    /** Told of each search's filter before it is answered. */
    public void listen(Consumer<String> told) {
        moments = told;
    }

    /** From now on what was deleted does not show to {@link #BIND_DN}. */
    public void hideDeleted() {
        deletedShown = false;
    }

    /** From now on it says to be that one: another domain controller behind the same name. */
    public void pose(String other) {
        posing = other;
    }

    /** From now on it refers everybody to there. */
    public void refer(String url) {
        referral = url;
    }

    /** How often it was asked. */
    public synchronized int searches() {
        return searches;
    }

    synchronized List<Entry> find(String base, Filter filter, boolean deleted) throws LDAPException {
        searches++;
        moments.accept(filter.toString());
        List<Entry> found = new ArrayList<>();
        DN below = new DN(base);
        for (Entry entry : entries.values()) {
            boolean gone = entry.hasAttribute("isDeleted");
            if (entry.getParsedDN().isDescendantOf(below, true) && matches(filter, entry) && (!gone || deleted && deletedShown)) {
                found.add(entry);
            }
        }
        return found;
    }

    synchronized Entry rootDse() {
        return new Entry("", new Attribute("dsServiceName", posing == null ? service : service.replace("CN=Servers", "CN=" + posing)),
            new Attribute("defaultNamingContext", DOMAIN), new Attribute("highestCommittedUSN", String.valueOf(usn)));
    }

    Entry settings() {
        return new Entry(service, new Attribute("invocationId", bytes(invocation)));
    }

    boolean deletedShown() {
        return deletedShown;
    }

    String referral() {
        return referral;
    }

    private boolean matches(Filter filter, Entry entry) throws LDAPException {
        boolean all = filter.getFilterType() == Filter.FILTER_TYPE_AND;
        if (all || filter.getFilterType() == Filter.FILTER_TYPE_OR) {
            for (Filter each : filter.getComponents()) {
                if (matches(each, entry) != all) {
                    return !all;
                }
            }
            return all;
        }
        if (filter.getFilterType() == Filter.FILTER_TYPE_NOT) {
            return !matches(filter.getNOTComponent(), entry);
        }
        if (TRANSITIVE.equals(filter.getMatchingRuleID())) {
            return within(entry, filter.getAssertionValue());
        }
        if (filter.getFilterType() == Filter.FILTER_TYPE_GREATER_OR_EQUAL) {
            return entry.getAttributeValueAsLong(filter.getAttributeName()) >= Long.parseLong(filter.getAssertionValue());
        }
        if (filter.getFilterType() == Filter.FILTER_TYPE_LESS_OR_EQUAL) {
            return entry.getAttributeValueAsLong(filter.getAttributeName()) <= Long.parseLong(filter.getAssertionValue());
        }
        if ("objectGUID".equalsIgnoreCase(filter.getAttributeName())) {
            return java.util.Arrays.equals(entry.getAttributeValueBytes("objectGUID"), filter.getAssertionValueBytes());
        }
        return filter.matchesEntry(entry);
    }

    private boolean within(Entry entry, String group) {
        List<String> groups = entry.hasAttribute("memberOf") ? List.of(entry.getAttributeValues("memberOf")) : List.of();
        return groups.stream().anyMatch(group::equalsIgnoreCase) || entries.values().stream()
            .filter(e -> groups.stream().anyMatch(e.getDN()::equalsIgnoreCase)).anyMatch(e -> within(e, group));
    }

    /** MS-DTYP 2.3.4.2. */
    private static byte[] bytes(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (id.getMostSignificantBits() >>> 32))
            .putShort((short) (id.getMostSignificantBits() >>> 16)).putShort((short) id.getMostSignificantBits());
        return bytes.order(ByteOrder.BIG_ENDIAN).putLong(id.getLeastSignificantBits()).array();
    }

    /** @return the account's name; null if it is none, or this is not its password */
    static String admitted(String name, String password) {
        return ACCOUNTS.entrySet().stream().filter(each -> each.getKey().equalsIgnoreCase(name)
            && MessageDigest.isEqual(each.getValue().getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8)))
            .map(Map.Entry::getKey).findFirst().orElse(null);
    }

    @Override
    public void close() {
        listener.shutDown(true);
    }
}

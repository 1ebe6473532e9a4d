package io.sealpost.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * One read of a domain controller in windows of update sequence numbers (uSNChanged), from below: whoever is edited meanwhile moves up
 * and is met later. The last window is open at its top. The position it ends with is from before it began.
 */
public final class UsnRead {
    private static final long WIDTH = 1000;
    private static final long WIDEST = 1L << 24;
    private static final int FRUITLESS = 40;

    private final Directory directory;
    private final String service;
    private final String domain;
    private final long highest;
    private final Map<String, List<byte[]>> nested = new LinkedHashMap<>(); // a group within one of the configuration's, to the latter
    private String invocation;
    private long since;
    private String sinceInvocation = "";
    private boolean full;
    private long next = -1;
    private long width = WIDTH;
    private long bounded;
    private boolean ended;
    private int fruitless;

    UsnRead(Directory directory, String since, RawEntry rootDse) {
        this.directory = directory;
        this.service = rootDse.text("dsServiceName");
        this.domain = rootDse.text("defaultNamingContext");
        if (service == null || domain == null || rootDse.text("highestCommittedUSN") == null) {
            throw new PlanRefused("The server of " + directory.name() + " is no domain controller: its rootDSE has no dsServiceName,"
                + " defaultNamingContext or highestCommittedUSN; look at url, or use kind ldap");
        }
        if (!below(directory.base(), domain)) {
            throw new PlanRefused("The base " + directory.base() + " is not in the domain " + domain + " of the domain controller: name"
                + " one of its own domain");
        }
        this.highest = Long.parseLong(rootDse.text("highestCommittedUSN"));
        this.bounded = highest;
        this.full = since == null;
        if (!full) {
            this.sinceInvocation = since.split(" ", 2)[0];
            this.since = Long.parseLong(since.split(" ", 2)[1]);
        }
    }

    UsnRead servedBy(RawEntry settings) {
        byte[] id = settings.values("invocationId").stream().findFirst()
            .orElseThrow(() -> new PlanRefused("The bind account may not read invocationId of " + service));
        invocation = HexFormat.of().formatHex(id);
        full |= !invocation.equals(sinceInvocation) || since > highest;
        return this;
    }

    UsnRead seesDeleted(boolean sees) {
        full |= !sees;
        return this;
    }

    void nested(Group group, List<RawEntry> groups) {
        if (groups.stream().noneMatch(g -> below(g.dn(), group.dn()) && below(group.dn(), g.dn()))) {
            throw new PlanRefused("The group " + group.dn() + " of " + directory.name() + " does not show, and nobody leaves because"
                + " of that: look at groups, and at the rights of the bind account");
        }
        for (RawEntry found : groups) {
            nested.computeIfAbsent(found.dn().toLowerCase(Locale.ROOT), g -> new ArrayList<>())
                .add(group.dn().getBytes(StandardCharsets.UTF_8));
            // who comes into a group, or leaves it, is not edited: only the group is
            full |= found.text("uSNChanged") == null || Long.parseLong(found.text("uSNChanged")) > since;
        }
    }

    /** The DN of the domain controller's NTDS Settings (MS-ADTS, 3.1.1.3.2.2). */
    public String getService() {
        return service;
    }

    /** The DN of the domain. */
    public String getDomain() {
        return domain;
    }

    /** Whether this brings everything, so that what is missing may be gone. */
    public boolean isFull() {
        return full;
    }

    /** The groups of the configuration. */
    public List<Group> getGroups() {
        return directory.groups().stream().map(Group::new).toList();
    }

    /**
     * Where the next read goes on: invocationId, hex, and the update sequence number from before this one began.
     *
     * @throws IllegalStateException before the last window was read
     */
    public String getPosition() {
        if (!ended) {
            throw new IllegalStateException("Not all windows were read");
        }
        return invocation + " " + highest;
    }

    /** Whether a window is left. */
    public boolean isMore() {
        return !ended;
    }

    UsnWindow window() {
        if (next < 0) {
            next = full ? 0 : since + 1;
        }
        return new UsnWindow(this, next, next <= bounded ? Math.min(bounded, next + width - 1) : Long.MAX_VALUE);
    }

    /** What was there decides how wide the next window is. */
    void read(long to, int entries) {
        if (to == Long.MAX_VALUE) {
            ended = true;
        } else {
            next = to + 1;
            fruitless = entries > 0 ? 0 : fruitless;
            width = entries < WIDTH / 4 ? Math.min(WIDEST, width * 2) : entries > WIDTH * 3 / 4 ? Math.max(1, width / 2) : width;
        }
    }

    /** The same again, half as wide; no window of one number can be too wide, and none without users again and again. */
    void tooMany(long from, long to) {
        if (to == Long.MAX_VALUE && ++fruitless > FRUITLESS) {
            throw new PlanRefused("The directory says that there are too many entries after " + from + ", and shows none");
        } else if (to == Long.MAX_VALUE) {
            bounded = from + width - 1;
        } else if (from == to) {
            throw new PlanRefused("The directory says that one update sequence number has too many entries: " + from);
        } else {
            width = Math.max(1, (to - from + 1) / 2);
        }
    }

    Directory directory() {
        return directory;
    }

    /** Changes are looked for in the whole domain, where deleted ones lie, and those that left the base. */
    String base() {
        return full ? directory.base() : domain;
    }

    /** Of who is there, but no longer below the base, nothing counts but that. */
    RawEntry understood(RawEntry entry) {
        boolean gone = "TRUE".equalsIgnoreCase(entry.text("isDeleted")) || !full && !below(entry.dn(), directory.base());
        List<byte[]> within = entry.values(directory.map().groups()).stream()
            .flatMap(g -> nested.getOrDefault(new String(g, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT), List.of()).stream())
            .toList();
        if (within.isEmpty()) {
            return new RawEntry(entry.dn(), entry.attributes(), gone);
        }
        Map<String, List<byte[]>> attributes = new LinkedHashMap<>(entry.attributes());
        attributes.merge(directory.map().groups().toLowerCase(Locale.ROOT), within,
            (said, more) -> java.util.stream.Stream.concat(said.stream(), more.stream()).toList());
        return new RawEntry(entry.dn(), attributes, gone);
    }

    private static boolean below(String dn, String base) {
        try {
            return new LdapName(dn).startsWith(new LdapName(base));
        } catch (InvalidNameException e) {
            throw new PlanRefused("\"" + dn + "\" or \"" + base + "\" is no DN: " + e.getMessage());
        }
    }

    /** A group whose members are in scope, directly or through others (LDAP_MATCHING_RULE_TRANSITIVE_EVAL). */
    public record Group(String dn) {
        /** For the group and those within it. */
        public String getFilter() {
            String escaped = Directory.escape(dn);
            return "(&(objectClass=group)(|(distinguishedName=" + escaped + ")(memberOf:1.2.840.113556.1.4.1941:=" + escaped + ")))";
        }
    }
}

package io.sealpost.routes;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import io.sealpost.lab.people.DirectoryTrouble;
import io.sealpost.lab.people.DomainController;

/** Two domain controllers of one domain: the first one is read, and does at a certain point what a script says. */
final class ScriptedControllers implements FaultStage.Server {
    static final String BASE = "OU=People," + DomainController.DOMAIN;
    static final String SENTINEL = "sentinel@example.com";
    /** All are in it: the last three through the inner one. */
    static final String OUTER = "CN=outer,OU=Groups," + DomainController.DOMAIN;
    static final String INNER = "CN=inner,OU=Groups," + DomainController.DOMAIN;
    private static final Map<Integer, Attribute[]> PEOPLE = new ConcurrentHashMap<>();
    private static final Pattern FROM = Pattern.compile("uSNChanged>=(\\d+)\\)");
    private static final Pattern TO = Pattern.compile("uSNChanged<=(\\d+)\\)");

    /** Where in a run. Each window has three or four users, but the last one, which is open at its top. */
    enum Point { LOG_IN, ROOT_DSE, SETTINGS, DELETED_OBJECTS, IDENTITY, GROUPS, WINDOW_1, WINDOW_2, WINDOW_3, CHANGES, OPEN, PART,
        SENTINEL, LOOK_UP }

    private final DomainController first = new DomainController("DC1");
    private final DomainController second = new DomainController("DC2");
    private final Silence silence = new Silence();
    private volatile boolean scripted;
    private volatile boolean reached;
    private final DomainController.Saved whole;
    private final DomainController.Saved other;

    ScriptedControllers() {
        whole = fill(first, 3000);
        other = fill(second, 30_000);
    }

    private static DomainController.Saved fill(DomainController controller, long gap) {
        controller.group(id(100), OUTER);
        controller.group(id(101), INNER, OUTER);
        for (int i = 0; i < 10; i++) {
            if (i == 3 || i == 7) {
                controller.gap(i == 3 ? gap : 3 * gap);
            }
            controller.put(id(i), dn(i), person(i));
        }
        return controller.save();
    }

    /** 0 is the sentinel. */
    static UUID id(int user) {
        return new UUID(0x123456789abc4defL, user);
    }

    static String dn(int user) {
        return "CN=" + name(user) + "," + BASE;
    }

    private static String name(int user) {
        return user == 0 ? "sentinel" : "user" + user;
    }

    /** Always the same: a certificate has a serial number of its own. */
    static Attribute[] person(int user) {
        return PEOPLE.computeIfAbsent(user, ScriptedControllers::made);
    }

    private static Attribute[] made(int user) {
        String address = name(user) + "@example.com";
        return new Attribute[] {new Attribute("sAMAccountName", name(user)), new Attribute("userPrincipalName", address),
            new Attribute("userAccountControl", "512"), new Attribute("mail", address),
            new Attribute("memberOf", user < 7 ? OUTER : INNER),
            new Attribute("userCertificate", DirectoryStage.certificate(name(user), 2))};
    }

    /** Which user an entry is; -1 for none. */
    static int user(Entry entry) {
        String cn = entry.getDN().split("[,\\\\]", 2)[0];
        return cn.equals("CN=sentinel") ? 0 : cn.matches("CN=user\\d") ? cn.charAt(7) - '0' : -1;
    }

    @Override
    public void mend() {
        silence.end();
        first.back(whole);
        second.back(other);
        scripted = false;
    }

    @Override
    public boolean reached() {
        boolean was = reached || !scripted;
        reached = false;
        return was;
    }

    private boolean here(Point where, Point now) {
        boolean here = where == now;
        reached |= here;
        return here;
    }

    Silence silence() {
        return silence;
    }

    DomainController first() {
        return first;
    }

    DomainController second() {
        return second;
    }

    /** From now on this goes wrong there, and nowhere else. */
    void script(Point where, DirectoryTrouble what) {
        scripted = true;
        reached = false;
        first.trouble(new DirectoryTrouble() {
            @Override
            public void bound() throws LDAPException {
                if (here(where, Point.LOG_IN)) {
                    what.bound();
                }
            }

            @Override
            public void asked(SearchRequestProtocolOp search) throws LDAPException {
                if (here(where, point(search))) {
                    what.asked(search);
                }
            }

            @Override
            public Entry shown(SearchRequestProtocolOp search, Entry entry) {
                return here(where, point(search)) ? what.shown(search, entry) : entry;
            }

            @Override
            public String ended(SearchRequestProtocolOp search) throws LDAPException {
                return here(where, point(search)) ? what.ended(search) : null;
            }
        });
    }

    /** In each run, when it comes to that point for the first time, this is done; the next run begins as this one did. */
    void when(Point where, FaultRow.Deed<ScriptedControllers> deed) {
        DomainController.Saved begin = first.save();
        scripted = true;
        reached = false;
        first.trouble(new DirectoryTrouble() {
            private boolean done;

            @Override
            public void asked(SearchRequestProtocolOp search) {
                if (done && point(search) == Point.ROOT_DSE) {
                    first.back(begin);
                    first.trouble(this);
                    done = false;
                } else if (!done && here(where, point(search))) {
                    done = true;
                    try {
                        deed.to(ScriptedControllers.this);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        });
    }

    static Point point(SearchRequestProtocolOp search) {
        String filter = search.getFilter().toString();
        if (search.getScope() == SearchScope.BASE) {
            return !search.getBaseDN().isEmpty() ? Point.SETTINGS : search.getAttributes().size() == 1 ? Point.IDENTITY : Point.ROOT_DSE;
        } else if (search.getScope() == SearchScope.ONE) {
            return Point.DELETED_OBJECTS;
        } else if (filter.contains("(objectClass=group)")) {
            return Point.GROUPS;
        } else if (search.getAttributes().stream().anyMatch(a -> a.contains(";range="))) {
            return Point.PART;
        } else if (!filter.contains("uSNChanged")) {
            return filter.contains("(sAMAccountName=") ? Point.SENTINEL : Point.LOOK_UP;
        }
        Matcher from = FROM.matcher(filter);
        Matcher to = TO.matcher(filter);
        return !from.find() ? null : !to.find() ? Point.OPEN : window(Long.parseLong(from.group(1)), Long.parseLong(to.group(1)));
    }

    private static Point window(long from, long to) {
        return to < 5003 ? null : from <= 5005 ? Point.WINDOW_1 : to < 8006 ? null : from <= 8009 ? Point.WINDOW_2 : to < 17_010 ? null
            : from <= 17_012 ? Point.WINDOW_3 : Point.CHANGES;
    }

    @Override
    public void close() {
        silence.end();
        first.close();
        second.close();
    }
}

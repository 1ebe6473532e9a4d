package io.sealpost.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.sealpost.routes.FaultRow.Deed;
import io.sealpost.routes.ScriptedDirectory.Point;
import io.sealpost.routes.ScriptedDirectory.Script;

/** What can go wrong, or only change, in a directory of kind ldap: one sentinel and nine users, three entries a page. */
final class LdapFaults {
    private static final String FAILED = "FAILED";
    private static final String NOTHING = "DONE: nothing";
    private static final Map<Point, String> POINTS = new TreeMap<>(Map.of(Point.LOG_IN, "log-in", Point.PAGE_1, "first page", Point.PAGE_2,
        "second page", Point.PAGE_3, "third page", Point.PAGE_4, "last page", Point.LOOK_UP, "look-up", Point.EVERYWHERE, "everywhere"));
    private static final List<ResultCode> CODES = List.of(ResultCode.OPERATIONS_ERROR, ResultCode.PROTOCOL_ERROR,
        ResultCode.TIME_LIMIT_EXCEEDED, ResultCode.SIZE_LIMIT_EXCEEDED, ResultCode.STRONG_AUTH_REQUIRED, ResultCode.REFERRAL,
        ResultCode.ADMIN_LIMIT_EXCEEDED, ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, ResultCode.CONFIDENTIALITY_REQUIRED,
        ResultCode.UNDEFINED_ATTRIBUTE_TYPE, ResultCode.INAPPROPRIATE_MATCHING, ResultCode.NO_SUCH_OBJECT, ResultCode.ALIAS_PROBLEM,
        ResultCode.INVALID_DN_SYNTAX, ResultCode.ALIAS_DEREFERENCING_PROBLEM, ResultCode.INAPPROPRIATE_AUTHENTICATION,
        ResultCode.INVALID_CREDENTIALS, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, ResultCode.BUSY, ResultCode.UNAVAILABLE,
        ResultCode.UNWILLING_TO_PERFORM, ResultCode.LOOP_DETECT, ResultCode.OTHER);

    private final List<FaultRow> rows = new ArrayList<>();

    static List<FaultRow> rows() {
        LdapFaults faults = new LdapFaults();
        faults.answers();
        faults.connections();
        faults.losses();
        faults.attributes();
        faults.changes();
        return faults.rows;
    }

    private void row(String fault, Point point, String plan, Deed deed) {
        rows.add(new FaultRow("ldap", fault, POINTS.get(point), plan, deed));
    }

    /** In a look-up: user1 is missing from the read, so that there is one. */
    private static Deed at(Point point, Script script) {
        return server -> server.script(point, point != Point.LOOK_UP ? script : new Script() {
            @Override
            public Entry entry(ScriptedDirectory s, Point now, Entry entry) {
                return now != Point.LOOK_UP && uid(entry).equals("user1") ? null : script.entry(s, now, entry);
            }

            @Override
            public void request(ScriptedDirectory s) throws LDAPException {
                script.request(s);
            }

            @Override
            public void result(ScriptedDirectory s, InMemoryInterceptedSearchResult result) throws LDAPException {
                script.result(s, result);
            }
        });
    }

    private void answers() {
        for (ResultCode code : CODES) {
            for (Point point : List.of(Point.PAGE_1, Point.PAGE_2, Point.PAGE_4, Point.LOOK_UP)) {
                row(code.getName() + " instead of entries", point, FAILED, at(point, request(s -> {
                    throw new LDAPException(code);
                })));
                if (point != Point.LOOK_UP) {
                    row(code.getName() + " after entries", point, FAILED, at(point, result(r -> r.setResult(new LDAPResult(
                        r.getMessageID(), code, null, null, new String[0], new Control[0])))));
                }
            }
        }
        for (Point point : List.of(Point.PAGE_1, Point.PAGE_2, Point.PAGE_4, Point.LOOK_UP)) {
            row("a reference to another server", point, FAILED, at(point, result(r ->
                r.sendSearchReference(new SearchResultReference(new String[] {"ldap://other.example.com/dc=example,dc=com"}, null)))));
            row("entries, and no word of paging", point, FAILED, at(point, result(r -> paging(r, null))));
        }
        row("the end is said too early", Point.PAGE_1, FAILED, at(Point.PAGE_1, result(LdapFaults::end)));
        row("the end is said too early", Point.PAGE_2, NOTHING, at(Point.PAGE_2, result(LdapFaults::end)));
        row("the end is said too early", Point.PAGE_3, NOTHING, at(Point.PAGE_3, result(LdapFaults::end)));
    }

    private void connections() {
        for (Point point : List.of(Point.PAGE_1, Point.PAGE_2, Point.PAGE_4, Point.LOOK_UP)) {
            row("the connection ends before entries", point, FAILED, at(point, request(s -> s.server().closeAllConnections(false))));
            row("the connection ends after entries", point, FAILED, at(point, new Script() {
                @Override
                public void result(ScriptedDirectory s, InMemoryInterceptedSearchResult result) {
                    s.server().closeAllConnections(false);
                }
            }));
        }
        for (ResultCode code : List.of(ResultCode.INVALID_CREDENTIALS, ResultCode.BUSY, ResultCode.UNAVAILABLE,
            ResultCode.UNWILLING_TO_PERFORM, ResultCode.STRONG_AUTH_REQUIRED, ResultCode.CONFIDENTIALITY_REQUIRED, ResultCode.REFERRAL)) {
            row(code.getName(), Point.LOG_IN, FAILED, at(Point.LOG_IN, new Script() {
                @Override
                public void bind(ScriptedDirectory s) throws LDAPException {
                    throw new LDAPException(code);
                }
            }));
        }
    }

    /** Entries that are there and do not come. */
    private void losses() {
        Map<Point, Integer> onPage = new TreeMap<>(Map.of(Point.PAGE_1, 1, Point.PAGE_2, 4, Point.PAGE_3, 7, Point.PAGE_4, 9));
        onPage.forEach((point, user) -> {
            row("one entry is left out, and found by its id", point, NOTHING, s -> s.script(point, hide(user, user, false)));
            row("one entry is not shown any more", point, "DONE: 1 SUSPEND ABSENT", s -> s.script(point, hide(user, user, true)));
        });
        for (int users : List.of(2, 3, 4, 5, 6, 7, 8, 9)) {
            row(users + " entries are not shown any more", Point.EVERYWHERE, users > 5 ? FAILED : users > 3
                ? "REFUSED: " + users + " SUSPEND ABSENT" : "DONE: " + users + " SUSPEND ABSENT",
                s -> s.script(Point.EVERYWHERE, hide(1, users, true)));
        }
        for (int users : List.of(2, 3, 4, 5)) {
            row(users + " entries are left out, and found by their ids", Point.EVERYWHERE, NOTHING,
                s -> s.script(Point.EVERYWHERE, hide(1, users, false)));
        }
        row("6 entries are left out, and would be found by their ids", Point.EVERYWHERE, FAILED,
            s -> s.script(Point.EVERYWHERE, hide(1, 6, false)));
        row("the sentinel is left out, and found by its id", Point.PAGE_1, FAILED, s -> s.script(Point.PAGE_1, hide(0, 0, false)));
        row("no entry is shown any more", Point.EVERYWHERE, FAILED, s -> s.script(Point.EVERYWHERE, hide(0, 9, true)));
    }

    /** Attributes that are there and not shown, for so many users. */
    private void attributes() {
        for (int users : List.of(1, 3, 10)) {
            row("employeeNumber (id) of " + users + " is not shown", Point.EVERYWHERE, users == 10 ? FAILED : NOTHING,
                s -> s.script(Point.EVERYWHERE, strip("employeeNumber", users)));
            row("objectClass of " + users + " is not shown", Point.EVERYWHERE, users == 10 ? FAILED : NOTHING,
                s -> s.script(Point.EVERYWHERE, strip("objectClass", users)));
            row("mail of " + users + " is not shown", Point.EVERYWHERE, "DONE: " + users + " CHANGE CHANGED",
                s -> s.script(Point.EVERYWHERE, strip("mail", users)));
            row("certificates of " + users + " are not shown", Point.EVERYWHERE, "DONE: " + users + " CHANGE CHANGED",
                s -> s.script(Point.EVERYWHERE, strip("userCertificate;binary", users)));
        }
        row("uid (in the filter) of 1 is not shown", Point.EVERYWHERE, "DONE: 1 SUSPEND OUT_OF_SCOPE",
            s -> s.script(Point.EVERYWHERE, strip("uid", 1)));
        row("uid (in the filter) of 4 is not shown", Point.EVERYWHERE, "REFUSED: 4 SUSPEND OUT_OF_SCOPE",
            s -> s.script(Point.EVERYWHERE, strip("uid", 4)));
        row("uid (in the filter) of 10 is not shown", Point.EVERYWHERE, FAILED, s -> s.script(Point.EVERYWHERE, strip("uid", 10)));
        row("employeeNumber (id) of 1 is not shown, another user is deleted", Point.EVERYWHERE, NOTHING, s -> {
            s.script(Point.EVERYWHERE, strip("employeeNumber", 1));
            s.server().delete(ScriptedDirectory.dn("user2"));
        });
    }

    /** What people do in the directory. */
    private void changes() {
        for (int users : List.of(1, 2, 3, 4, 5, 6, 9)) {
            String ends = users > 5 ? FAILED : (users > 3 ? "REFUSED: " : "DONE: ") + users + " SUSPEND ";
            change(users + " deleted", users > 5 ? FAILED : ends + "ABSENT", s -> each(users, u -> s.server().delete(u)));
            change(users + " put out of the filter", users > 5 ? FAILED : ends + "OUT_OF_SCOPE", s -> each(users, u -> s.server()
                .modify(u, new Modification(ModificationType.REPLACE, "objectClass", "account"))));
            change(users + " disabled", (users > 3 ? "REFUSED: " : "DONE: ") + users + " SUSPEND DISABLED", s -> each(users, u ->
                s.server().modify(u, new Modification(ModificationType.REPLACE, "employeeType", "disabled"))));
        }
        change("2 deleted, 2 disabled", "REFUSED: 2 SUSPEND ABSENT, 2 SUSPEND DISABLED", s -> {
            each(2, u -> s.server().delete(u));
            disable(s, "user3", "user4");
        });
        change("1 deleted, 1 disabled", "DONE: 1 SUSPEND ABSENT, 1 SUSPEND DISABLED", s -> {
            each(1, u -> s.server().delete(u));
            disable(s, "user2");
        });
        change("1 deleted and made again under another id", "DONE: 1 ADD NEW, 1 SUSPEND ABSENT", s -> {
            s.server().delete(ScriptedDirectory.dn("user1"));
            Entry again = DirectoryStage.entry("user1");
            again.setAttribute("employeeNumber", "id-again");
            s.server().add(again);
        });
        change("1 moved within the base", NOTHING, s -> {
            s.server().add(new Entry("ou=there," + ScriptedDirectory.BASE, new com.unboundid.ldap.sdk.Attribute("objectClass", "ou")));
            s.server().modifyDN(ScriptedDirectory.dn("user1"), "uid=user1", false, "ou=there," + ScriptedDirectory.BASE);
        });
        change("1 renamed", "DONE: 1 CHANGE CHANGED", s -> s.server().modifyDN(ScriptedDirectory.dn("user1"), "uid=renamed", true));
        change("an entry with the id of another one", "DONE: 1 CHANGE CHANGED", s -> {
            Entry twin = DirectoryStage.entry("zwin");
            twin.setAttribute("employeeNumber", "id-user1");
            s.server().add(twin);
        });
        change("1 gets a certificate that is none", "DONE: 1 CHANGE CHANGED", s -> s.server().modify(ScriptedDirectory.dn("user1"),
            new Modification(ModificationType.ADD, "userCertificate;binary", new byte[] {1, 2})));
        change("the sentinel deleted", FAILED, s -> s.server().delete(ScriptedDirectory.dn("sentinel")));
        change("the sentinel disabled", "DONE: 1 SUSPEND DISABLED", s -> disable(s, "sentinel"));
        change("the base deleted", FAILED, s -> s.server().deleteSubtree(ScriptedDirectory.BASE));
        change("1 added", "DONE: 1 ADD NEW", s -> s.server().add(DirectoryStage.entry("new")));
    }

    private void change(String fault, String plan, Deed deed) {
        rows.add(new FaultRow("ldap", fault, "before the run", plan, deed));
    }

    private interface Change {
        void of(String dn) throws Exception;
    }

    private static void each(int users, Change change) throws Exception {
        for (String dn : IntStream.rangeClosed(1, users).mapToObj(i -> ScriptedDirectory.dn("user" + i)).toList()) {
            change.of(dn);
        }
    }

    private static void disable(ScriptedDirectory server, String... uids) throws LDAPException {
        for (String uid : uids) {
            server.server().modify(ScriptedDirectory.dn(uid), new Modification(ModificationType.REPLACE, "employeeType", "disabled"));
        }
    }

    private static String uid(Entry entry) {
        return entry.getDN().replaceAll("^uid=([^,]*),.*", "$1");
    }

    /** 0 is the sentinel. */
    private static boolean among(Entry entry, int first, int last) {
        String uid = uid(entry);
        int number = uid.equals("sentinel") ? 0 : uid.matches("user\\d") ? uid.charAt(4) - '0' : -1;
        return number >= first && number <= last;
    }

    private static Script hide(int first, int last, boolean alsoFromLookUps) {
        return new Script() {
            @Override
            public Entry entry(ScriptedDirectory server, Point point, Entry entry) {
                return among(entry, first, last) && (alsoFromLookUps || point != Point.LOOK_UP) ? null : entry;
            }
        };
    }

    private static Script strip(String attribute, int users) {
        return new Script() {
            @Override
            public Entry entry(ScriptedDirectory server, Point point, Entry entry) {
                Entry shown = entry.duplicate();
                if (among(entry, users > 8 ? 0 : 1, users)) {
                    shown.removeAttribute(attribute);
                }
                return shown;
            }
        };
    }

    private interface Answer {
        void to(InMemoryInterceptedSearchResult result) throws LDAPException;
    }

    private static Script result(Answer answer) {
        return new Script() {
            @Override
            public void result(ScriptedDirectory server, InMemoryInterceptedSearchResult result) throws LDAPException {
                answer.to(result);
            }
        };
    }

    private interface Request {
        void to(ScriptedDirectory server) throws LDAPException;
    }

    private static Script request(Request request) {
        return new Script() {
            @Override
            public void request(ScriptedDirectory server) throws LDAPException {
                request.to(server);
            }
        };
    }

    private static void end(InMemoryInterceptedSearchResult result) {
        paging(result, new SimplePagedResultsControl(0, null));
    }

    private static void paging(InMemoryInterceptedSearchResult result, Control control) {
        result.setResult(new LDAPResult(result.getMessageID(), ResultCode.SUCCESS, null, null, new String[0],
            control == null ? new Control[0] : new Control[] {control}));
    }
}

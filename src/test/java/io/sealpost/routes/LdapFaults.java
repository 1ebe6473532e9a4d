package io.sealpost.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

import static io.sealpost.routes.Scripts.at;
import static io.sealpost.routes.Scripts.bind;
import static io.sealpost.routes.Scripts.disable;
import static io.sealpost.routes.Scripts.each;
import static io.sealpost.routes.Scripts.everySecond;
import static io.sealpost.routes.Scripts.hide;
import static io.sealpost.routes.Scripts.request;
import static io.sealpost.routes.Scripts.result;
import static io.sealpost.routes.Scripts.silent;
import static io.sealpost.routes.Scripts.strip;
import static java.util.Map.entry;

/** What can go wrong, or only change, in a directory of kind ldap: one sentinel and nine users, three entries a page. */
final class LdapFaults {
    private static final String FAILED = "FAILED";
    private static final String NOTHING = "DONE of all: nothing";
    static final Map<Point, String> POINTS = Map.ofEntries(entry(Point.LOG_IN, "log-in"), entry(Point.PROBE, "the question whether it"
        + " can"), entry(Point.CHANGES, "refresh of changes"), entry(Point.ALL, "refresh of all"), entry(Point.PAGE_1, "first page"),
        entry(Point.PAGE_2, "second page"), entry(Point.PAGE_3, "third page"), entry(Point.PAGE_4, "last page"), entry(Point.SENTINEL,
        "look-up of the sentinel"), entry(Point.LOOK_UP, "look-up"), entry(Point.EVERYWHERE, "everywhere"));
    /** Busy stands for all that are treated like it. */
    private static final List<ResultCode> WITHOUT = List.of(ResultCode.BUSY, ResultCode.NO_SUCH_OBJECT, ResultCode.REFERRAL);
    private static final List<ResultCode> AFTER = List.of(ResultCode.TIME_LIMIT_EXCEEDED, ResultCode.SIZE_LIMIT_EXCEEDED);
    private static final List<Point> READ = List.of(Point.PAGE_1, Point.PAGE_2, Point.PAGE_4, Point.LOOK_UP);

    private final List<FaultRow<ScriptedDirectory>> rows = new ArrayList<>();

    static List<FaultRow<ScriptedDirectory>> rows() {
        LdapFaults faults = new LdapFaults();
        faults.answers();
        faults.connections();
        faults.losses();
        faults.attributes();
        faults.changes();
        return faults.rows;
    }

    private void row(String fault, Point point, String plan, Deed<ScriptedDirectory> deed) {
        rows.add(new FaultRow<>("ldap", true, fault, POINTS.get(point), plan, deed));
    }

    private void answers() {
        for (Point point : READ) {
            WITHOUT.forEach(code -> row(code.getName() + " instead of entries", point, FAILED, at(point, request(s -> {
                throw new LDAPException(code);
            }))));
            AFTER.forEach(code -> row(code.getName() + " after entries", point, FAILED, at(point, result(r -> r.setResult(new LDAPResult(
                r.getMessageID(), code, null, null, new String[0], new Control[0]))))));
        }
        for (Point point : READ) {
            row("a reference to another server", point, FAILED, at(point, result(r ->
                r.sendSearchReference(new SearchResultReference(new String[] {"ldap://other.example.com/dc=example,dc=com"}, null)))));
            row("entries, and no word of paging", point, FAILED, at(point, result(r -> paging(r, null))));
        }
        row("the end is said too early", Point.PAGE_1, FAILED, at(Point.PAGE_1, result(LdapFaults::end)));
        row("the end is said too early", Point.PAGE_2, NOTHING, at(Point.PAGE_2, result(LdapFaults::end)));
        row("the end is said too early", Point.PAGE_3, NOTHING, at(Point.PAGE_3, result(LdapFaults::end)));
    }

    private void connections() {
        for (Point point : READ) {
            row("the connection ends before entries", point, FAILED, at(point, request(s -> s.server().closeAllConnections(false))));
            row("the connection ends after entries", point, FAILED, at(point, new Script() {
                @Override
                public void result(ScriptedDirectory s, InMemoryInterceptedSearchResult result) {
                    s.server().closeAllConnections(false);
                }
            }));
        }
        for (ResultCode code : List.of(ResultCode.INVALID_CREDENTIALS, ResultCode.BUSY)) {
            row(code.getName(), Point.LOG_IN, FAILED, at(Point.LOG_IN, bind(() -> code)));
        }
        for (Point point : List.of(Point.LOG_IN, Point.PAGE_1, Point.PAGE_2)) {
            row("no answer", point, FAILED, s -> s.script(point, silent()));
        }
        row("busy each second time", Point.LOG_IN, NOTHING, s -> s.script(Point.LOG_IN, bind(everySecond(ResultCode.BUSY))));
    }

    /** Entries that are there and do not come. */
    private void losses() {
        Map<Point, Integer> onPage = new TreeMap<>(Map.of(Point.PAGE_1, 1, Point.PAGE_2, 4, Point.PAGE_3, 7, Point.PAGE_4, 9));
        onPage.forEach((point, user) -> {
            row("one entry is left out, and found by its id", point, NOTHING, s -> s.script(point, hide(user, user, false)));
            row("one entry is not shown any more", point, "DONE of all: 1 SUSPEND ABSENT", s -> s.script(point, hide(user, user, true)));
        });
        for (int users : List.of(3, 4, 6)) {
            row(users + " entries are not shown any more", Point.EVERYWHERE, users > 5 ? FAILED : users > 3
                ? "REFUSED of all: " + users + " SUSPEND ABSENT" : "DONE of all: " + users + " SUSPEND ABSENT",
                s -> s.script(Point.EVERYWHERE, hide(1, users, true)));
        }
        row("5 entries are left out, and found by their ids", Point.EVERYWHERE, NOTHING,
            s -> s.script(Point.EVERYWHERE, hide(1, 5, false)));
        row("6 entries are left out, and would be found by their ids", Point.EVERYWHERE, FAILED,
            s -> s.script(Point.EVERYWHERE, hide(1, 6, false)));
        row("the sentinel is left out, and found by its id", Point.PAGE_1, FAILED, s -> s.script(Point.PAGE_1, hide(0, 0, false)));
        row("no entry is shown any more", Point.EVERYWHERE, FAILED, s -> s.script(Point.EVERYWHERE, hide(0, 9, true)));
    }

    /** Attributes that are there and not shown, for so many users. */
    private void attributes() {
        for (int users : List.of(1, 10)) {
            for (String attribute : List.of("employeeNumber", "objectClass")) {
                row(attribute + " of " + users + " is not shown", Point.EVERYWHERE, users == 10 ? FAILED : NOTHING,
                    s -> s.script(Point.EVERYWHERE, strip(attribute, users)));
            }
        }
        for (String attribute : List.of("mail", "userCertificate;binary")) {
            row(attribute + " of 10 is not shown", Point.EVERYWHERE, "DONE of all: 10 CHANGE CHANGED",
                s -> s.script(Point.EVERYWHERE, strip(attribute, 10)));
        }
        row("uid (in the filter) of 1 is not shown", Point.EVERYWHERE, "DONE of all: 1 SUSPEND OUT_OF_SCOPE",
            s -> s.script(Point.EVERYWHERE, strip("uid", 1)));
        row("uid (in the filter) of 4 is not shown", Point.EVERYWHERE, "REFUSED of all: 4 SUSPEND OUT_OF_SCOPE",
            s -> s.script(Point.EVERYWHERE, strip("uid", 4)));
        row("uid (in the filter) of 10 is not shown", Point.EVERYWHERE, FAILED, s -> s.script(Point.EVERYWHERE, strip("uid", 10)));
        row("employeeNumber of 1 is not shown, another user is deleted", Point.EVERYWHERE, NOTHING, s -> {
            s.script(Point.EVERYWHERE, strip("employeeNumber", 1));
            s.server().delete(ScriptedDirectory.dn("user2"));
        });
    }

    /** What people do in the directory. */
    private void changes() {
        for (int users : List.of(3, 4, 6)) {
            String ends = users > 5 ? FAILED : (users > 3 ? "REFUSED of all: " : "DONE of all: ") + users + " SUSPEND ";
            change(users + " deleted", users > 5 ? FAILED : ends + "ABSENT", s -> each(users, u -> s.server().delete(u)));
            change(users + " put out of the filter", users > 5 ? FAILED : ends + "OUT_OF_SCOPE", s -> each(users, u -> s.server()
                .modify(u, new Modification(ModificationType.REPLACE, "objectClass", "account"))));
            change(users + " disabled", (users > 3 ? "REFUSED" : "DONE") + " of all: " + users + " SUSPEND DISABLED", s -> each(users,
                u -> s.server().modify(u, new Modification(ModificationType.REPLACE, "employeeType", "disabled"))));
        }
        change("2 deleted, 2 disabled", "REFUSED of all: 2 SUSPEND ABSENT, 2 SUSPEND DISABLED", s -> {
            each(2, u -> s.server().delete(u));
            disable(s, "user3", "user4");
        });
        change("1 deleted, 1 disabled", "DONE of all: 1 SUSPEND ABSENT, 1 SUSPEND DISABLED", s -> {
            each(1, u -> s.server().delete(u));
            disable(s, "user2");
        });
        change("1 deleted and made again under another id", "DONE of all: 1 ADD NEW, 1 SUSPEND ABSENT", s -> {
            s.server().delete(ScriptedDirectory.dn("user1"));
            Entry again = DirectoryStage.entry("user1");
            again.setAttribute("employeeNumber", "id-again");
            s.server().add(again);
        });
        change("1 moved within the base", NOTHING, s -> {
            s.server().add(new Entry("ou=there," + ScriptedDirectory.BASE, new com.unboundid.ldap.sdk.Attribute("objectClass", "ou")));
            s.server().modifyDN(ScriptedDirectory.dn("user1"), "uid=user1", false, "ou=there," + ScriptedDirectory.BASE);
        });
        change("1 renamed", "DONE of all: 1 CHANGE CHANGED", s -> s.server().modifyDN(ScriptedDirectory.dn("user1"), "uid=renamed", true));
        change("an entry with the id of another one", "DONE of all: 1 CHANGE CHANGED", s -> {
            Entry twin = DirectoryStage.entry("zwin");
            twin.setAttribute("employeeNumber", "id-user1");
            s.server().add(twin);
        });
        change("1 gets a certificate that is none", "DONE of all: 1 CHANGE CHANGED", s -> s.server().modify(ScriptedDirectory.dn("user1"),
            new Modification(ModificationType.ADD, "userCertificate;binary", new byte[] {1, 2})));
        change("the sentinel deleted", FAILED, s -> s.server().delete(ScriptedDirectory.dn("sentinel")));
        change("the sentinel disabled", "DONE of all: 1 SUSPEND DISABLED", s -> disable(s, "sentinel"));
        change("the base deleted", FAILED, s -> s.server().deleteSubtree(ScriptedDirectory.BASE));
        change("1 added", "DONE of all: 1 ADD NEW", s -> s.server().add(DirectoryStage.entry("new")));
    }

    private void change(String fault, String plan, Deed<ScriptedDirectory> deed) {
        rows.add(new FaultRow<>("ldap", true, fault, "before the run", plan, deed));
    }

    private static void end(InMemoryInterceptedSearchResult result) {
        paging(result, new SimplePagedResultsControl(0, null));
    }

    private static void paging(InMemoryInterceptedSearchResult result, Control control) {
        result.setResult(new LDAPResult(result.getMessageID(), ResultCode.SUCCESS, null, null, new String[0],
            control == null ? new Control[0] : new Control[] {control}));
    }
}

package io.sealpost.routes;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import io.sealpost.routes.ScriptedDirectory.Point;
import io.sealpost.routes.ScriptedDirectory.Script;

import static io.sealpost.routes.Scripts.at;
import static io.sealpost.routes.Scripts.bind;
import static io.sealpost.routes.Scripts.disable;
import static io.sealpost.routes.Scripts.everySecond;
import static io.sealpost.routes.Scripts.hide;
import static io.sealpost.routes.Scripts.request;
import static io.sealpost.routes.Scripts.result;
import static io.sealpost.routes.Scripts.silent;

/** What can go wrong, or only change, in a directory of kind openldap: before a refresh (RFC 4533), in the look-ups after it. */
final class OpenLdapFaults extends OverlayFaults {
    static List<FaultRow<ScriptedDirectory>> rows() {
        OpenLdapFaults faults = new OpenLdapFaults();
        faults.beforeTheRefresh();
        faults.lookUps();
        faults.changes();
        faults.all();
        return Stream.concat(faults.rows.stream(), RefreshFaults.rows().stream()).sorted((a, b) -> Boolean.compare(a.all(), b.all()))
            .toList();
    }

    private void beforeTheRefresh() {
        row(false, "invalid credentials", Point.LOG_IN, FAILED, at(Point.LOG_IN, bind(() -> ResultCode.INVALID_CREDENTIALS)));
        row(false, "busy", Point.LOG_IN, FAILED, at(Point.LOG_IN, bind(() -> ResultCode.BUSY)));
        row(false, "busy each second time", Point.LOG_IN, NOTHING, at(Point.LOG_IN, bind(everySecond(ResultCode.BUSY))));
        for (ResultCode code : List.of(ResultCode.BUSY, ResultCode.NO_SUCH_OBJECT, ResultCode.REFERRAL)) {
            row(false, code.getName(), Point.PROBE, FAILED, at(Point.PROBE, answered(code)));
        }
        row(false, "the connection ends", Point.PROBE, FAILED, at(Point.PROBE, request(s -> s.server().closeAllConnections(false))));
        row(true, "no answer", Point.PROBE, FAILED, s -> s.script(Point.PROBE, silent()));
        row(true, "no answer", Point.ALL, FAILED, s -> s.script(Point.ALL, silent()));
        row(false, "the overlay is gone, and pages serve", Point.PROBE, ALL_NOTHING, at(Point.PROBE, unable()));
        row(false, "the overlay is gone, and 1 deleted", Point.PROBE, "DONE of all: 1 SUSPEND ABSENT", s -> {
            s.script(Point.PROBE, unable());
            delete(s, 1);
        });
        row(false, "the overlay is gone, and 4 deleted", Point.PROBE, "REFUSED of all: 4 SUSPEND ABSENT", s -> {
            s.script(Point.PROBE, unable());
            delete(s, 4);
        });
        row(false, "the overlay is gone, and a page is busy", Point.PROBE, FAILED, s -> s.script(Point.EVERYWHERE, new Script() {
            @Override
            public void request(ScriptedDirectory server, Point now) throws LDAPException {
                if (now == Point.PROBE || now == Point.PAGE_2) {
                    throw new LDAPException(now == Point.PROBE ? ResultCode.UNAVAILABLE_CRITICAL_EXTENSION : ResultCode.BUSY);
                }
            }
        }));
    }

    private void lookUps() {
        Consumer<Point> broken = point -> {
            for (ResultCode code : List.of(ResultCode.BUSY, ResultCode.NO_SUCH_OBJECT)) {
                row(false, code.getName(), point, FAILED, deleted(s -> s.script(point, answered(code))));
            }
            row(false, "size limit exceeded after entries", point, FAILED, deleted(s -> s.script(point, result(r -> r.setResult(
                new LDAPResult(r.getMessageID(), ResultCode.SIZE_LIMIT_EXCEEDED, null, null, new String[0], new Control[0]))))));
            row(false, "the connection ends", point, FAILED, deleted(s -> s.script(point, request(
                d -> d.server().closeAllConnections(false)))));
        };
        broken.accept(Point.SENTINEL);
        broken.accept(Point.LOOK_UP);
        row(false, "the sentinel is not shown", Point.SENTINEL, FAILED, s -> s.script(Point.SENTINEL, hide(0, 0, true)));
    }

    private void changes() {
        row(false, "1 deleted", null, "DONE of changes: 1 SUSPEND DELETED", s -> delete(s, 1));
        row(false, "4 deleted", null, "REFUSED of changes: 4 SUSPEND DELETED", s -> delete(s, 4));
        row(false, "1 put out of the filter", null, "DONE of changes: 1 SUSPEND OUT_OF_SCOPE", s -> out(s, 1));
        row(false, "4 put out of the filter", null, "REFUSED of changes: 4 SUSPEND OUT_OF_SCOPE", s -> out(s, 4));
        row(false, "1 disabled", null, "DONE of changes: 1 SUSPEND DISABLED", s -> disable(s, "user1"));
        row(false, "4 disabled", null, "REFUSED of changes: 4 SUSPEND DISABLED", s -> disable(s, "user1", "user2", "user3", "user4"));
        row(false, "1 deleted and made again", null, "DONE of changes: 1 ADD NEW, 1 SUSPEND DELETED", s -> {
            delete(s, 1);
            s.server().add(DirectoryStage.entry("user1"));
        });
        row(false, "1 moved within the base", null, NOTHING, s -> {
            s.server().add(new Entry("ou=there," + ScriptedDirectory.BASE, new com.unboundid.ldap.sdk.Attribute("objectClass", "ou")));
            s.server().modifyDN(ScriptedDirectory.dn("user1"), "uid=user1", false, "ou=there," + ScriptedDirectory.BASE);
        });
        row(false, "1 renamed", null, CHANGED, s -> s.server().modifyDN(ScriptedDirectory.dn("user1"), "uid=renamed", true));
        row(false, "1 added", null, "DONE of changes: 1 ADD NEW", s -> s.server().add(DirectoryStage.entry("new")));
        row(false, "the sentinel deleted", null, FAILED, s -> s.server().delete(ScriptedDirectory.dn("sentinel")));
        row(false, "the sentinel disabled", null, "DONE of changes: 1 SUSPEND DISABLED", s -> disable(s, "sentinel"));
    }

    private void all() {
        row(true, "1 entry is left out, and found by its id", Point.ALL, ALL_NOTHING, s -> s.script(Point.ALL, hide(1, 1, false)));
        row(true, "1 entry is not shown any more", Point.EVERYWHERE, "DONE of all: 1 SUSPEND ABSENT",
            s -> s.script(Point.EVERYWHERE, hide(1, 1, true)));
        row(true, "4 entries are not shown any more", Point.EVERYWHERE, "REFUSED of all: 4 SUSPEND ABSENT",
            s -> s.script(Point.EVERYWHERE, hide(1, 4, true)));
        row(true, "6 entries are left out, and would be found by their ids", Point.ALL, FAILED,
            s -> s.script(Point.ALL, hide(1, 6, false)));
        row(true, "no entry is shown any more", Point.EVERYWHERE, FAILED, s -> s.script(Point.EVERYWHERE, hide(0, 9, true)));
        row(true, "the sentinel is left out, and found by its id", Point.ALL, FAILED, s -> s.script(Point.ALL, hide(0, 0, false)));
        row(true, "a deletion of one who is there", Point.ALL, ALL_NOTHING, refresh(Point.ALL, (s, a) ->
            a.messages.add(SyncAnswer.ids(true, ids(s, 1, 1)))));
        row(true, "the ids of who is there before all entries", Point.ALL, FAILED, refresh(Point.ALL, (s, a) ->
            a.messages.add(0, SyncAnswer.ids(false, ids(s, 0, 9)))));
        row(true, "only the id of the last one", Point.ALL, ALL_NOTHING, refresh(Point.ALL, (s, a) -> {
            int last = a.messages.size() - 1;
            a.messages.set(last, SyncAnswer.entry((Entry) a.messages.get(last), ContentSyncState.PRESENT));
        }));
    }
}

package io.sealpost.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.sealpost.routes.FaultRow.Deed;
import io.sealpost.routes.ScriptedDirectory.Point;
import io.sealpost.routes.ScriptedDirectory.Script;

import static io.sealpost.routes.Scripts.each;
import static io.sealpost.routes.Scripts.request;

/** Rows of kind openldap, and what they are made of. */
abstract class OverlayFaults {
    static final String FAILED = "FAILED";
    static final String NOTHING = "DONE of changes: nothing";
    static final String ALL_NOTHING = "DONE of all: nothing";
    static final String CHANGED = "DONE of changes: 1 CHANGE CHANGED";

    final List<FaultRow<ScriptedDirectory>> rows = new ArrayList<>();

    /** @param point null: before the run */
    void row(boolean all, String fault, Point point, String ends, Deed<ScriptedDirectory> deed) {
        rows.add(new FaultRow<>("openldap", all, fault, point == null ? "before the run" : LdapFaults.POINTS.get(point), ends, deed));
    }

    interface Change {
        void of(ScriptedDirectory server, SyncAnswer answer) throws Exception;
    }

    static Deed<ScriptedDirectory> refresh(Point point, Change change) {
        return s -> s.script(point, new Script() {
            @Override
            public void refresh(ScriptedDirectory server, SyncAnswer answer) {
                try {
                    change.of(server, answer);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    /** The name of one user is another one, so that the refresh has an entry. */
    static Deed<ScriptedDirectory> changed(Change change) {
        return changed(Point.CHANGES, change);
    }

    static Deed<ScriptedDirectory> changed(Point point, Change change) {
        return s -> {
            s.server().modify(ScriptedDirectory.dn("user1"), new Modification(ModificationType.REPLACE, "cn", "Changed"));
            refresh(point, change).to(s);
        };
    }

    /** One user is deleted, so that somebody is looked up. */
    static Deed<ScriptedDirectory> deleted(Deed<ScriptedDirectory> deed) {
        return s -> {
            delete(s, 1);
            deed.to(s);
        };
    }

    static Change present(int first) {
        return (s, a) -> {
            a.messages.clear();
            List<UUID> there = new ArrayList<>(ids(s, first, 9));
            there.addAll(ids(s, 0, 0));
            a.messages.add(SyncAnswer.ids(false, there));
            a.done("rid=000,csn=1", false);
        };
    }

    static Script answered(ResultCode code) {
        return request(s -> {
            throw new LDAPException(code);
        });
    }

    static Script unable() {
        return answered(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
    }

    static void delete(ScriptedDirectory server, int users) throws Exception {
        each(users, dn -> server.server().delete(dn));
    }

    static void out(ScriptedDirectory server, int users) throws Exception {
        each(users, dn -> server.server().modify(dn, new Modification(ModificationType.REPLACE, "objectClass", "account")));
    }

    /** 0 is the sentinel. */
    static Entry entry(ScriptedDirectory server, int user) throws Exception {
        return server.server().searchForEntry(ScriptedDirectory.BASE, SearchScope.SUB, "(uid=" + (user == 0 ? "sentinel" : "user" + user)
            + ")", "*", "+");
    }

    static List<UUID> ids(ScriptedDirectory server, int first, int last) throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            ids.add(UUID.fromString(entry(server, i).getAttributeValue("entryUUID")));
        }
        return ids;
    }
}

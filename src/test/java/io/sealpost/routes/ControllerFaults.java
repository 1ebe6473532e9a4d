package io.sealpost.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.lab.people.DirectoryTrouble;
import io.sealpost.lab.people.DomainController;
import io.sealpost.routes.FaultRow.Deed;
import io.sealpost.routes.ScriptedControllers.Point;

import static java.util.Map.entry;

/** Rows of kind active-directory, and what they are made of. */
abstract class ControllerFaults {
    static final String FAILED = "FAILED";
    static final String NOTHING = "DONE of changes: nothing";
    static final String ALL_NOTHING = "DONE of all: nothing";
    private static final String ELSEWHERE = "ldap://other.example.com/";
    private static final Map<Point, String> POINTS = Map.ofEntries(entry(Point.LOG_IN, "log-in"), entry(Point.ROOT_DSE, "root DSE"),
        entry(Point.SETTINGS, "NTDS Settings"), entry(Point.DELETED_OBJECTS, "Deleted Objects"), entry(Point.IDENTITY, "who it is"),
        entry(Point.GROUPS, "groups"), entry(Point.WINDOW_1, "first window"), entry(Point.WINDOW_2, "second window"),
        entry(Point.WINDOW_3, "last window"), entry(Point.CHANGES, "window of changes"), entry(Point.OPEN, "open window"),
        entry(Point.PART, "part of an attribute"), entry(Point.SENTINEL, "look-up of the sentinel"), entry(Point.LOOK_UP, "look-up"));

    final List<FaultRow<ScriptedControllers>> rows = new ArrayList<>();

    void row(boolean all, String fault, Point point, String ends, Deed<ScriptedControllers> deed) {
        row(all, fault, POINTS.get(point), ends, deed);
    }

    void row(boolean all, String fault, String point, String ends, Deed<ScriptedControllers> deed) {
        rows.add(new FaultRow<>("active-directory", all, fault, point, ends, deed));
    }

    /** What people do in the directory. */
    void change(String fault, String ends, Deed<ScriptedControllers> deed) {
        row(false, fault, "before the run", ends, deed);
    }

    void row(boolean all, String fault, Point point, String ends, DirectoryTrouble trouble) {
        row(all, fault, point, ends, s -> s.script(point, trouble));
    }

    /** An answer of this code, before any entry. */
    static DirectoryTrouble answered(ResultCode code) {
        return answered(() -> code);
    }

    /** @param code null: all is well */
    static DirectoryTrouble answered(Supplier<ResultCode> code) {
        return new DirectoryTrouble() {
            @Override
            public void bound() throws LDAPException {
                fail(code.get());
            }

            @Override
            public void asked(SearchRequestProtocolOp search) throws LDAPException {
                fail(code.get());
            }
        };
    }

    private static void fail(ResultCode code) throws LDAPException {
        if (code != null) {
            throw new LDAPException(code, "scripted", null, code == ResultCode.REFERRAL ? new String[] {ELSEWHERE} : null);
        }
    }

    /** The entries, and then this code. */
    static DirectoryTrouble after(Supplier<ResultCode> code) {
        return new DirectoryTrouble() {
            @Override
            public String ended(SearchRequestProtocolOp search) throws LDAPException {
                fail(code.get());
                return null;
            }
        };
    }

    static DirectoryTrouble refers() {
        return new DirectoryTrouble() {
            @Override
            public String ended(SearchRequestProtocolOp search) {
                return ELSEWHERE;
            }
        };
    }

    /** Each time; before the entries. */
    static Deed<ScriptedControllers> drops(Point point) {
        return s -> s.script(point, new DirectoryTrouble() {
            @Override
            public void asked(SearchRequestProtocolOp search) {
                s.first().drop();
            }
        });
    }

    static DirectoryTrouble shown(UnaryOperator<Entry> how) {
        return new DirectoryTrouble() {
            @Override
            public Entry shown(SearchRequestProtocolOp search, Entry entry) {
                return how.apply(entry);
            }
        };
    }

    static DirectoryTrouble without(String attribute) {
        return with(attribute);
    }

    static DirectoryTrouble with(String attribute, String... values) {
        return shown(entry -> with(entry, attribute, values));
    }

    static Entry with(Entry entry, String attribute, String... values) {
        Entry shown = entry.duplicate();
        if (values.length == 0) {
            shown.removeAttribute(attribute);
        } else {
            shown.setAttribute(attribute, values);
        }
        return shown;
    }

    /** 0 is the sentinel. */
    static boolean among(Entry entry, int first, int last) {
        int user = ScriptedControllers.user(entry);
        return user >= first && user <= last;
    }

    /** In the windows. */
    static Deed<ScriptedControllers> read(UnaryOperator<Entry> how) {
        return entries(how, false);
    }

    /** @param lookUps not in the windows only */
    static Deed<ScriptedControllers> entries(UnaryOperator<Entry> how, boolean lookUps) {
        return s -> s.first().trouble(new DirectoryTrouble() {
            @Override
            public Entry shown(SearchRequestProtocolOp search, Entry entry) {
                Point point = ScriptedControllers.point(search);
                boolean lookUp = point == Point.LOOK_UP || point == Point.SENTINEL;
                return ScriptedControllers.user(entry) < 0 || lookUp && !lookUps ? entry : how.apply(entry);
            }
        });
    }

    static Deed<ScriptedControllers> hide(int first, int last, boolean lookUps) {
        return entries(entry -> among(entry, first, last) ? null : entry, lookUps);
    }

    /** In the middle of each run. */
    static Deed<ScriptedControllers> when(Point point, Deed<ScriptedControllers> deed) {
        return s -> s.when(point, deed);
    }

    static void put(DomainController controller, int user, Attribute... others) {
        List<Attribute> attributes = new ArrayList<>(List.of(ScriptedControllers.person(user)));
        for (Attribute other : others) {
            attributes.removeIf(a -> a.getName().equals(other.getName()));
            attributes.add(other);
        }
        controller.put(ScriptedControllers.id(user), ScriptedControllers.dn(user), attributes.toArray(Attribute[]::new));
    }

    static Deed<ScriptedControllers> delete(int first, int last) {
        return s -> {
            for (int user = first; user <= last; user++) {
                s.first().delete(ScriptedControllers.id(user));
            }
        };
    }

    static Deed<ScriptedControllers> change(int users, Attribute other) {
        return s -> {
            for (int user = 1; user <= users; user++) {
                put(s.first(), user, other);
            }
        };
    }

    static Deed<ScriptedControllers> both(Deed<ScriptedControllers> one, Deed<ScriptedControllers> other) {
        return s -> {
            one.to(s);
            other.to(s);
        };
    }
}

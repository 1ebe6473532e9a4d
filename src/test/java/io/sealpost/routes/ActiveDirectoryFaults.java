package io.sealpost.routes;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.lab.people.DirectoryTrouble;
import io.sealpost.lab.people.DomainController;
import io.sealpost.routes.FaultRow.Deed;
import io.sealpost.routes.ScriptedControllers.Point;

/** What can go wrong, or only change, in a directory of kind active-directory: the domain controller, and reads of what changed. */
final class ActiveDirectoryFaults extends ControllerFaults {
    static List<FaultRow<ScriptedControllers>> rows() {
        ActiveDirectoryFaults faults = new ActiveDirectoryFaults();
        faults.rootDse();
        faults.settings();
        faults.deletedObjects();
        faults.groups();
        faults.changes();
        faults.lookUps();
        faults.parts();
        faults.controllers();
        return Stream.concat(faults.rows.stream(), UsnWindowFaults.rows().stream())
            .sorted((a, b) -> Boolean.compare(a.all(), b.all())).toList();
    }

    private void rootDse() {
        row(false, "invalid credentials", Point.LOG_IN, FAILED, answered(ResultCode.INVALID_CREDENTIALS));
        row(false, "busy", Point.ROOT_DSE, FAILED, answered(ResultCode.BUSY));
        row(false, "the connection ends", Point.ROOT_DSE, FAILED, drops(Point.ROOT_DSE));
        row(false, "nothing is shown", Point.ROOT_DSE, FAILED, shown(e -> null));
        for (String attribute : List.of("highestCommittedUSN", "dsServiceName", "defaultNamingContext")) {
            row(false, attribute + " is not shown", Point.ROOT_DSE, FAILED, without(attribute));
        }
        row(false, "highestCommittedUSN is no number", Point.ROOT_DSE, FAILED, with("highestCommittedUSN", "many"));
        row(false, "defaultNamingContext is another domain", Point.ROOT_DSE, FAILED, with("defaultNamingContext", "DC=other,DC=com"));
        row(false, "highestCommittedUSN is lower than it was", Point.ROOT_DSE, ALL_NOTHING, with("highestCommittedUSN", "6000"));
        row(false, "highestCommittedUSN is far too high", Point.ROOT_DSE, NOTHING, with("highestCommittedUSN", "900000000"));
        row(true, "highestCommittedUSN is lower than the users'", Point.ROOT_DSE, ALL_NOTHING, with("highestCommittedUSN", "6000"));
    }

    private void settings() {
        row(false, "busy", Point.SETTINGS, FAILED, answered(ResultCode.BUSY));
        row(false, "busy each second time", Point.SETTINGS, NOTHING, answered(Scripts.everySecond(ResultCode.BUSY)));
        row(false, "no such object", Point.SETTINGS, FAILED, answered(ResultCode.NO_SUCH_OBJECT));
        row(false, "referral", Point.SETTINGS, FAILED, answered(ResultCode.REFERRAL));
        row(false, "invocationId is not shown", Point.SETTINGS, FAILED, without("invocationId"));
        row(false, "the invocationId is another one", Point.SETTINGS, ALL_NOTHING, s -> s.first().restored());
        row(false, "the invocationId is another one, and 1 deleted", Point.SETTINGS, "DONE of all: 1 SUSPEND ABSENT",
            both(delete(1, 1), s -> s.first().restored()));
        row(false, "the invocationId is another one, and 4 deleted", Point.SETTINGS, "REFUSED of all: 4 SUSPEND ABSENT",
            both(delete(1, 4), s -> s.first().restored()));
    }

    private void deletedObjects() {
        Point here = Point.DELETED_OBJECTS;
        row(false, "busy", here, FAILED, answered(ResultCode.BUSY));
        row(false, "showing deleted objects is unknown to the server", here, FAILED, answered(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION));
        row(false, "a reference to another server", here, FAILED, refers());
        row(false, "the connection ends", here, FAILED, drops(here));
        row(false, "the container is not shown", here, ALL_NOTHING, shown(e -> null));
        row(false, "the name alone is shown", here, ALL_NOTHING, s -> s.first().hideDeleted());
        row(false, "the name alone is shown, and 1 deleted", here, "DONE of all: 1 SUSPEND ABSENT",
            both(delete(1, 1), s -> s.first().hideDeleted()));
        row(false, "the name alone is shown, and 4 deleted", here, "REFUSED of all: 4 SUSPEND ABSENT",
            both(delete(1, 4), s -> s.first().hideDeleted()));
    }

    private void groups() {
        row(false, "busy", Point.GROUPS, FAILED, answered(ResultCode.BUSY));
        row(false, "size limit exceeded after entries", Point.GROUPS, FAILED, after(() -> ResultCode.SIZE_LIMIT_EXCEEDED));
        row(false, "no such object", Point.GROUPS, FAILED, answered(ResultCode.NO_SUCH_OBJECT));
        row(false, "a reference to another server", Point.GROUPS, FAILED, refers());
        row(false, "the connection ends", Point.GROUPS, FAILED, drops(Point.GROUPS));
        row(false, "the group itself is not shown", Point.GROUPS, FAILED,
            shown(e -> e.getDN().equals(ScriptedControllers.OUTER) ? null : e));
        row(true, "no group is shown", Point.GROUPS, FAILED, shown(e -> null));
        row(false, "a group within is not shown", Point.GROUPS, NOTHING,
            shown(e -> e.getDN().equals(ScriptedControllers.INNER) ? null : e));
        row(true, "a group within, of 3, is not shown", Point.GROUPS, "DONE of all: 3 SUSPEND OUT_OF_SCOPE",
            shown(e -> e.getDN().equals(ScriptedControllers.INNER) ? null : e));
        row(false, "uSNChanged of a group is not shown", Point.GROUPS, ALL_NOTHING, without("uSNChanged"));
        change("a group within is edited", ALL_NOTHING,
            s -> s.first().group(ScriptedControllers.id(101), ScriptedControllers.INNER, ScriptedControllers.OUTER));
        change("a group within is taken out of the group", "DONE of all: 3 SUSPEND OUT_OF_SCOPE", s -> {
            s.first().group(ScriptedControllers.id(101), ScriptedControllers.INNER);
            s.first().group(ScriptedControllers.id(100), ScriptedControllers.OUTER);
        });
    }

    private void changes() {
        change("3 deleted", "DONE of changes: 3 SUSPEND DELETED", delete(1, 3));
        change("4 deleted", "REFUSED of changes: 4 SUSPEND DELETED", delete(1, 4));
        change("everybody but the sentinel deleted", "REFUSED of changes: 9 SUSPEND DELETED", delete(1, 9));
        row(false, "1 deleted, and its tombstone is not shown", Point.CHANGES, NOTHING, both(delete(1, 1), s -> s.script(Point.CHANGES,
            shown(e -> null))));
        row(false, "tombstones of 4 who are there", Point.CHANGES, NOTHING, both(change(4, new Attribute("displayName", "Changed")),
            s -> s.script(Point.CHANGES, with("isDeleted", "TRUE"))));
        change("1 deleted and brought back", NOTHING, both(delete(1, 1), s -> put(s.first(), 1)));
        change("1 deleted and made again", "DONE of changes: 1 ADD NEW, 1 SUSPEND DELETED", both(delete(1, 1), s -> s.first()
            .put(ScriptedControllers.id(11), ScriptedControllers.dn(1), ScriptedControllers.person(1))));
        change("1 moved out of the base", "DONE of changes: 1 SUSPEND DELETED", s -> s.first().put(ScriptedControllers.id(1),
            "CN=user1,CN=Users," + DomainController.DOMAIN, ScriptedControllers.person(1)));
        change("1 moved within the base", NOTHING, s -> s.first().put(ScriptedControllers.id(1),
            "CN=user1,OU=There," + ScriptedControllers.BASE, ScriptedControllers.person(1)));
        change("1 disabled", "DONE of changes: 1 SUSPEND DISABLED", change(1, new Attribute("userAccountControl", "514")));
        change("4 disabled", "REFUSED of changes: 4 SUSPEND DISABLED", change(4, new Attribute("userAccountControl", "514")));
        change("1 edited in no group any more", "DONE of changes: 1 SUSPEND OUT_OF_SCOPE",
            change(1, new Attribute("memberOf", "CN=other")));
        change("4 edited in no group any more", "REFUSED of changes: 4 SUSPEND OUT_OF_SCOPE",
            change(4, new Attribute("memberOf", "CN=other")));
        change("1 renamed", "DONE of changes: 1 CHANGE CHANGED", change(1, new Attribute("sAMAccountName", "renamed")));
        change("1 added", "DONE of changes: 1 ADD NEW", s -> s.first().put(ScriptedControllers.id(12), "CN=new,"
            + ScriptedControllers.BASE, new Attribute("sAMAccountName", "new"), new Attribute("memberOf", ScriptedControllers.OUTER)));
        change("the sentinel deleted", FAILED, delete(0, 0));
        change("the sentinel disabled", "DONE of changes: 1 SUSPEND DISABLED",
            s -> put(s.first(), 0, new Attribute("userAccountControl", "514")));
    }

    /** One is deleted, so that somebody is looked up. */
    private void lookUps() {
        for (Point point : List.of(Point.SENTINEL, Point.LOOK_UP)) {
            row(false, "busy", point, FAILED, both(delete(1, 1), s -> s.script(point, answered(ResultCode.BUSY))));
            row(false, "time limit exceeded after entries", point, FAILED, both(delete(1, 1),
                s -> s.script(point, after(() -> ResultCode.TIME_LIMIT_EXCEEDED))));
            row(false, "a reference to another server", point, FAILED, both(delete(1, 1), s -> s.script(point, refers())));
            row(false, "the connection ends", point, FAILED, both(delete(1, 1), drops(point)));
        }
        row(false, "the sentinel is not shown", Point.SENTINEL, FAILED, shown(e -> null));
    }

    /** One is in 4,000 groups, and the last one is the one that counts. */
    private void parts() {
        Deed<ScriptedControllers> many = change(1, new Attribute("memberOf", Stream.concat(IntStream.range(0, 3999)
            .mapToObj(i -> "CN=g" + i), Stream.of(ScriptedControllers.OUTER)).toArray(String[]::new)));
        change("1 in 4,000 groups", "DONE of changes: 1 CHANGE CHANGED", many);
        Point here = Point.PART;
        row(false, "busy", here, FAILED, both(many, s -> s.script(here, answered(ResultCode.BUSY))));
        row(false, "size limit exceeded", here, FAILED, both(many, s -> s.script(here, answered(ResultCode.SIZE_LIMIT_EXCEEDED))));
        row(false, "a reference to another server", here, FAILED, both(many, s -> s.script(here, refers())));
        row(false, "the connection ends", here, FAILED, both(many, drops(here)));
        row(false, "the entry is gone", here, FAILED, both(many, s -> s.script(here, shown(e -> null))));
        row(false, "the attribute is gone", here, FAILED, both(many, s -> s.script(here, shown(e -> new Entry(
            e.getDN())))));
        row(false, "the first part comes again", here, FAILED, both(many,
            s -> s.script(here, shown(e -> with(new Entry(e.getDN()), "memberOf;range=0-1499", "CN=g1")))));
        row(false, "an empty part comes, and not the last one", here, FAILED, both(many,
            s -> s.script(here, shown(e -> with(new Entry(e.getDN()), "memberOf;range=1500-1499", "CN=g1")))));
        row(false, "it is edited between its parts, and short", here, NOTHING, both(many, when(here, s -> put(s.first(), 1))));
        row(false, "the long entry has no objectGUID", Point.CHANGES, FAILED, both(many, s -> s.script(Point.CHANGES,
            without("objectGUID"))));
    }

    /** The first one answers no more; under its name, or beside it, there is another one. */
    private void controllers() {
        DirectoryTrouble away = answered(ResultCode.UNAVAILABLE);
        row(false, "another one answers in its place", Point.LOG_IN, ALL_NOTHING, away);
        row(false, "another one answers in its place, each second time", Point.LOG_IN, ALL_NOTHING,
            answered(Scripts.everySecond(ResultCode.UNAVAILABLE)));
        row(false, "another one answers, which does not know of 4 deletions yet", Point.LOG_IN, ALL_NOTHING,
            both(delete(1, 4), s -> s.script(Point.LOG_IN, away)));
        row(false, "another one answers, which does not know 1 yet", Point.LOG_IN, "DONE of all: 1 SUSPEND ABSENT",
            both(s -> s.second().delete(ScriptedControllers.id(1)), s -> s.script(Point.LOG_IN, away)));
        row(false, "another one answers, which does not know 6 yet", Point.LOG_IN, FAILED, s -> {
            for (int user = 1; user < 7; user++) {
                s.second().delete(ScriptedControllers.id(user));
            }
            s.script(Point.LOG_IN, away);
        });
        row(false, "both are away", Point.LOG_IN, FAILED, s -> {
            s.script(Point.LOG_IN, away);
            s.second().trouble(away);
        });
        for (Point point : List.of(Point.SETTINGS, Point.DELETED_OBJECTS, Point.GROUPS)) {
            row(false, "another one answers under its name from here on", point, FAILED, when(point, s -> s.first().pose("DC9")));
        }
        row(false, "it does not say its name", Point.IDENTITY, FAILED, without("dsServiceName"));
        row(false, "another one answers, and knows of no deletion", Point.LOOK_UP, NOTHING, both(delete(1, 1),
            s -> s.first().trouble(new DirectoryTrouble() {
                private int away;

                @Override
                public void asked(SearchRequestProtocolOp search) {
                    away = ScriptedControllers.point(search) == Point.OPEN ? 2 : away; // for the look-ups of the sentinel, and of the one
                }

                @Override
                public void bound() throws LDAPException {
                    if (away-- > 0) {
                        throw new LDAPException(ResultCode.UNAVAILABLE);
                    }
                }
            })));
    }
}

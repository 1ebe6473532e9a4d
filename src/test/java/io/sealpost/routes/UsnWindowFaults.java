package io.sealpost.routes;

import java.util.List;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.lab.people.DirectoryTrouble;
import io.sealpost.lab.people.DomainController;
import io.sealpost.routes.FaultRow.Deed;
import io.sealpost.routes.ScriptedControllers.Point;

/** What can go wrong in the windows of a read of everything, three of which have users; the one after them is open at its top. */
final class UsnWindowFaults extends ControllerFaults {
    private static final List<Point> WINDOWS = List.of(Point.WINDOW_1, Point.WINDOW_2, Point.WINDOW_3, Point.OPEN);

    static List<FaultRow<ScriptedControllers>> rows() {
        UsnWindowFaults faults = new UsnWindowFaults();
        faults.answers();
        faults.limits();
        faults.losses();
        faults.attributes();
        faults.meanwhile();
        return faults.rows;
    }

    private void answers() {
        for (Point window : WINDOWS) {
            row(true, "busy", window, FAILED, answered(ResultCode.BUSY));
            row(true, "referral", window, FAILED, answered(ResultCode.REFERRAL));
            row(true, "time limit exceeded after entries", window, FAILED, after(() -> ResultCode.TIME_LIMIT_EXCEEDED));
            row(true, "a reference to another server after entries", window, FAILED, refers());
            row(true, "the connection ends before entries", window, FAILED, drops(window));
            row(true, "the connection ends after entries", window, FAILED, s -> s.script(window,
                new DirectoryTrouble() {
                    @Override
                    public String ended(SearchRequestProtocolOp search) {
                        s.first().drop();
                        return null;
                    }
                }));
            row(true, "no such object", window, FAILED, answered(ResultCode.NO_SUCH_OBJECT));
        }
        for (Point point : List.of(Point.ROOT_DSE, Point.WINDOW_2)) {
            row(true, "no answer", point, FAILED, s -> s.script(point, new DirectoryTrouble() {
                @Override
                public void asked(SearchRequestProtocolOp search) {
                    s.silence().keep();
                }
            }));
        }
        row(true, "busy each second time", Point.WINDOW_2, ALL_NOTHING, answered(Scripts.everySecond(ResultCode.BUSY)));
        row(true, "another one answers under its name from here on", Point.WINDOW_2, FAILED, when(Point.WINDOW_2,
            s -> s.first().pose("DC9")));
    }

    private void limits() {
        for (Point window : WINDOWS) {
            row(true, "size limit exceeded after entries, and not for half of it", window, ALL_NOTHING,
                after(Scripts.everySecond(ResultCode.SIZE_LIMIT_EXCEEDED)));
        }
        row(true, "size limit exceeded, however small it is", Point.WINDOW_2, FAILED, answered(ResultCode.SIZE_LIMIT_EXCEEDED));
        row(true, "size limit exceeded, whatever was read before", Point.OPEN, FAILED, answered(ResultCode.SIZE_LIMIT_EXCEEDED));
    }

    private void losses() {
        int[] on = {1, 4, 8};
        for (int i = 0; i < 3; i++) {
            int user = on[i];
            row(true, "1 entry is left out, and found by its id", WINDOWS.get(i), ALL_NOTHING, hide(user, user, false));
            row(true, "1 entry is not shown any more", WINDOWS.get(i), "DONE of all: 1 SUSPEND ABSENT", hide(user, user, true));
        }
        row(true, "4 entries are not shown any more", Point.WINDOW_2, "REFUSED of all: 4 SUSPEND ABSENT", hide(3, 6, true));
        row(true, "6 entries are left out, and would be found by their ids", "each window", FAILED, hide(1, 6, false));
        row(true, "no entry is shown any more", "everywhere", FAILED, hide(0, 9, true));
        row(true, "the sentinel is left out, and found by its id", Point.WINDOW_1, FAILED, hide(0, 0, false));
        row(true, "all as tombstones, who are there", Point.WINDOW_2, ALL_NOTHING, s ->
            s.script(Point.WINDOW_2, with("isDeleted", "TRUE")));
        row(true, "an entry comes again", Point.OPEN, ALL_NOTHING, when(Point.OPEN, s -> put(s.first(), 1)));
    }

    private void attributes() {
        row(true, "objectGUID of 1 is not shown", "each window", ALL_NOTHING, strip("objectGUID", 1));
        row(true, "objectGUID of 10 is not shown", "each window", FAILED, strip("objectGUID", 9));
        row(true, "objectGUID of 1 is not shown, another user is deleted", "each window", ALL_NOTHING,
            both(delete(2, 2), strip("objectGUID", 1)));
        row(true, "objectClass of 1 is not shown", "each window", ALL_NOTHING, strip("objectClass", 1));
        row(true, "userAccountControl of 10 is not shown", "each window", ALL_NOTHING, strip("userAccountControl", 9));
        row(true, "memberOf of 1 is not shown", "each window", "DONE of all: 1 SUSPEND OUT_OF_SCOPE", strip("memberOf", 1));
        row(true, "memberOf of 4 is not shown", "each window", "REFUSED of all: 4 SUSPEND OUT_OF_SCOPE", strip("memberOf", 4));
        row(true, "memberOf of 10 is not shown", "each window", FAILED, strip("memberOf", 9));
        row(true, "mail of 10 is not shown", "each window", "DONE of all: 10 CHANGE CHANGED", strip("mail", 9));
        row(true, "userCertificate of 10 is not shown", "each window", "DONE of all: 10 CHANGE CHANGED", strip("userCertificate", 9));
    }

    /** 9: also the sentinel. */
    private static Deed<ScriptedControllers> strip(String attribute, int users) {
        return read(entry -> among(entry, users == 9 ? 0 : 1, users) ? with(entry, attribute) : entry);
    }

    /** People edit while all is read. */
    private void meanwhile() {
        row(true, "one who was read is edited", Point.WINDOW_2, "DONE of all: 1 CHANGE CHANGED",
            when(Point.WINDOW_2, s -> put(s.first(), 1, new Attribute("displayName", "Changed"))));
        row(true, "one who was not read yet is edited", Point.WINDOW_2, "DONE of all: 1 CHANGE CHANGED",
            when(Point.WINDOW_2, s -> put(s.first(), 8, new Attribute("displayName", "Changed"))));
        row(true, "one who was not read yet is deleted", Point.WINDOW_2, "DONE of all: 1 SUSPEND ABSENT", when(Point.WINDOW_2,
            delete(8, 8)));
        row(true, "one who was read is deleted", Point.WINDOW_2, ALL_NOTHING, when(Point.WINDOW_2, delete(1, 1)));
        row(true, "one who was not read yet is moved out of the base", Point.WINDOW_2, "DONE of all: 1 SUSPEND ABSENT",
            when(Point.WINDOW_2, s -> s.first().put(ScriptedControllers.id(8), "CN=user8,CN=Users," + DomainController.DOMAIN,
                ScriptedControllers.person(8))));
        row(true, "one who was not read yet is moved within the base", Point.WINDOW_2, ALL_NOTHING,
            when(Point.WINDOW_2, s -> s.first().put(ScriptedControllers.id(8), "CN=user8,OU=There," + ScriptedControllers.BASE,
                ScriptedControllers.person(8))));
        row(true, "1 is added", Point.WINDOW_2, "DONE of all: 1 ADD NEW", when(Point.WINDOW_2, s -> s.first().put(
            ScriptedControllers.id(13), "CN=new," + ScriptedControllers.BASE, new Attribute("sAMAccountName", "new"),
            new Attribute("memberOf", ScriptedControllers.OUTER))));
    }
}

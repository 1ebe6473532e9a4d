package io.sealpost.routes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.routes.FaultRow.Deed;
import io.sealpost.routes.ScriptedDirectory.Point;
import io.sealpost.routes.ScriptedDirectory.Script;

/** What a {@link ScriptedDirectory} does wrong, and what people do in it. */
final class Scripts {
    private Scripts() {
    }

    /** In a look-up: user1 is missing from the read, so that there is one. */
    static Deed<ScriptedDirectory> at(Point point, Script script) {
        return server -> server.script(point, point != Point.LOOK_UP ? script : new Script() {
            @Override
            public Entry entry(ScriptedDirectory s, Point now, Entry entry) {
                return now != Point.LOOK_UP && uid(entry).equals("user1") ? null : script.entry(s, now, entry);
            }

            @Override
            public void request(ScriptedDirectory s, Point now) throws LDAPException {
                script.request(s, now);
            }

            @Override
            public void result(ScriptedDirectory s, InMemoryInterceptedSearchResult result) throws LDAPException {
                script.result(s, result);
            }
        });
    }

    /** @param answer null: all is well */
    static Script bind(Supplier<ResultCode> answer) {
        return new Script() {
            @Override
            public void bind(ScriptedDirectory s) throws LDAPException {
                ResultCode code = answer.get();
                if (code != null) {
                    throw new LDAPException(code);
                }
            }
        };
    }

    static Script silent() {
        return new Script() {
            @Override
            public void bind(ScriptedDirectory s) {
                s.silence().keep();
            }

            @Override
            public void request(ScriptedDirectory s, Point now) {
                s.silence().keep();
            }
        };
    }

    /** Null each second time. */
    static Supplier<ResultCode> everySecond(ResultCode code) {
        AtomicInteger times = new AtomicInteger();
        return () -> times.getAndIncrement() % 2 == 0 ? code : null;
    }

    interface Change {
        void of(String dn) throws Exception;
    }

    static void each(int users, Change change) throws Exception {
        for (String dn : IntStream.rangeClosed(1, users).mapToObj(i -> ScriptedDirectory.dn("user" + i)).toList()) {
            change.of(dn);
        }
    }

    static void disable(ScriptedDirectory server, String... uids) throws LDAPException {
        for (String uid : uids) {
            server.server().modify(ScriptedDirectory.dn(uid), new Modification(ModificationType.REPLACE, "employeeType", "disabled"));
        }
    }

    private static String uid(Entry entry) {
        return entry.getDN().replaceAll("^uid=([^,]*),.*", "$1");
    }

    /** 0 is the sentinel. */
    static boolean among(Entry entry, int first, int last) {
        String uid = uid(entry);
        int number = uid.equals("sentinel") ? 0 : uid.matches("user\\d") ? uid.charAt(4) - '0' : -1;
        return number >= first && number <= last;
    }

    static Script hide(int first, int last, boolean alsoFromLookUps) {
        return new Script() {
            @Override
            public Entry entry(ScriptedDirectory server, Point point, Entry entry) {
                return among(entry, first, last) && (alsoFromLookUps || point != Point.LOOK_UP) ? null : entry;
            }
        };
    }

    static Script strip(String attribute, int users) {
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

    interface Answer {
        void to(InMemoryInterceptedSearchResult result) throws LDAPException;
    }

    static Script result(Answer answer) {
        return new Script() {
            @Override
            public void result(ScriptedDirectory server, InMemoryInterceptedSearchResult result) throws LDAPException {
                answer.to(result);
            }
        };
    }

    interface Request {
        void to(ScriptedDirectory server) throws LDAPException;
    }

    static Script request(Request request) {
        return new Script() {
            @Override
            public void request(ScriptedDirectory server, Point point) throws LDAPException {
                request.to(server);
            }
        };
    }
}

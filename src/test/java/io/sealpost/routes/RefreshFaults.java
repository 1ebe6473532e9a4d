package io.sealpost.routes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import io.sealpost.routes.ScriptedDirectory.Point;
import io.sealpost.routes.ScriptedDirectory.Script;

import static io.sealpost.routes.Scripts.at;

/** What can go wrong in a refresh of RFC 4533. */
final class RefreshFaults extends OverlayFaults {
    static List<FaultRow<ScriptedDirectory>> rows() {
        RefreshFaults faults = new RefreshFaults();
        faults.cookies();
        faults.deletions();
        faults.entries();
        faults.ends();
        return faults.rows;
    }

    private void cookies() {
        Script refused = answered(ResultCode.E_SYNC_REFRESH_REQUIRED);
        row(false, "the cookie is refused", Point.CHANGES, ALL_NOTHING, at(Point.CHANGES, refused));
        row(false, "the cookie is refused, and 1 deleted", Point.CHANGES, "DONE of all: 1 SUSPEND ABSENT", s -> {
            s.script(Point.CHANGES, refused);
            delete(s, 1);
        });
        row(false, "the cookie is refused, and 4 deleted", Point.CHANGES, "REFUSED of all: 4 SUSPEND ABSENT", s -> {
            s.script(Point.CHANGES, refused);
            delete(s, 4);
        });
        row(false, "the cookie is refused after deletions of 4 who are there", Point.CHANGES, ALL_NOTHING, refresh(Point.CHANGES,
            (s, a) -> {
                a.messages.add(SyncAnswer.ids(true, ids(s, 1, 4)));
                a.code = ResultCode.E_SYNC_REFRESH_REQUIRED;
            }));
        row(false, "a refresh is required without a cookie, too", Point.EVERYWHERE, FAILED, s -> s.script(Point.EVERYWHERE, new Script() {
            @Override
            public void refresh(ScriptedDirectory server, SyncAnswer answer) {
                answer.code = ResultCode.E_SYNC_REFRESH_REQUIRED;
            }
        }));
        row(false, "no new cookie", Point.CHANGES, NOTHING, refresh(Point.CHANGES, (s, a) -> a.done(null, true)));
        row(false, "a new cookie in the middle", Point.CHANGES, NOTHING, refresh(Point.CHANGES, (s, a) -> a.messages.add(
            ContentSyncInfoIntermediateResponse.createNewCookieResponse(new ASN1OctetString("rid=000,csn=9999999")))));
        row(true, "no cookie", Point.ALL, ALL_NOTHING, refresh(Point.ALL, (s, a) -> a.done(null, false)));
    }

    private void deletions() {
        row(false, "deletions of unknown ids", Point.CHANGES, NOTHING, refresh(Point.CHANGES, (s, a) ->
            a.messages.add(SyncAnswer.ids(true, List.of(new UUID(1, 2), new UUID(3, 4))))));
        row(false, "deletions of everybody, who are there", Point.CHANGES, NOTHING, refresh(Point.CHANGES, (s, a) ->
            a.messages.add(SyncAnswer.ids(true, ids(s, 0, 9)))));
        row(false, "a deletion as an entry of one who is there", Point.CHANGES, NOTHING, refresh(Point.CHANGES, (s, a) ->
            a.messages.add(SyncAnswer.entry(entry(s, 1), ContentSyncState.DELETE))));
        row(false, "a deletion as an entry", Point.CHANGES, "DONE of changes: 1 SUSPEND DELETED", s -> {
            SearchResultEntry gone = SyncAnswer.entry(entry(s, 1), ContentSyncState.DELETE);
            delete(s, 1);
            refresh(Point.CHANGES, (server, a) -> {
                a.messages.clear();
                a.messages.add(gone);
            }).to(s);
        });
        row(false, "the ids of who is there, and 1 is not", Point.CHANGES, "DONE of all: 1 SUSPEND ABSENT", s -> {
            delete(s, 1);
            refresh(Point.CHANGES, present(2)).to(s);
        });
        row(false, "the ids of who is there, and 1 is left out", Point.CHANGES, ALL_NOTHING, refresh(Point.CHANGES, present(2)));
        row(false, "the ids of who is there, one an entry", Point.CHANGES, ALL_NOTHING, refresh(Point.CHANGES, (s, a) -> {
            for (int i = 0; i < 10; i++) {
                a.messages.add(SyncAnswer.entry(entry(s, i), ContentSyncState.PRESENT));
            }
        }));
        row(false, "the phase of who is there, and nobody", Point.CHANGES, FAILED, refresh(Point.CHANGES, (s, a) -> a.messages.add(
            ContentSyncInfoIntermediateResponse.createRefreshPresentResponse(null, false))));
        row(false, "who is not named is gone, it says, and names nobody", Point.CHANGES, FAILED, refresh(Point.CHANGES, (s, a) ->
            a.done("rid=000,csn=1", false)));
        row(false, "who is not named is gone, it says, and names 9", Point.CHANGES, ALL_NOTHING, refresh(Point.CHANGES, (s, a) -> {
            for (int i = 1; i < 10; i++) {
                a.messages.add(SyncAnswer.entry(entry(s, i), ContentSyncState.ADD));
            }
            a.messages.add(SyncAnswer.entry(entry(s, 0), ContentSyncState.ADD));
            a.messages.remove(4);
            a.done("rid=000,csn=1", false);
        }));
        info("ids that are cut short", ContentSyncInfoIntermediateResponse.SYNC_INFO_OID, "\u00a3\u0016\u0001\u0001");
        info("ids of 15 bytes", ContentSyncInfoIntermediateResponse.SYNC_INFO_OID, "\u00a3\u0016\u0001\u0001\u00ff1\u0011\u0004\u000f"
            + "123456789012345");
        info("information without a value", ContentSyncInfoIntermediateResponse.SYNC_INFO_OID, null);
        row(false, "information of another kind", Point.CHANGES, NOTHING, refresh(Point.CHANGES, (s, a) ->
            a.messages.add(new IntermediateResponse("1.2.3.4", new ASN1OctetString("?")))));
    }

    private void info(String fault, String oid, String latin) {
        ASN1OctetString value = latin == null ? null : new ASN1OctetString(latin.getBytes(StandardCharsets.ISO_8859_1));
        row(false, fault, Point.CHANGES, FAILED, refresh(Point.CHANGES, (s, a) -> a.messages.add(new IntermediateResponse(oid, value))));
    }

    private void entries() {
        row(false, "an entry without its state", Point.CHANGES, FAILED, changed((s, a) ->
            a.messages.set(0, new SearchResultEntry((Entry) a.messages.get(0)))));
        state("a state of another kind", "\u0004\u0010" + "1234567890123456", "7");
        state("a state with an id of 3 bytes", "\u0004\u0003" + "123", "1");
        row(false, "a state that is no BER", Point.CHANGES, FAILED, changed((s, a) -> a.messages.set(0, new SearchResultEntry((Entry)
            a.messages.get(0), new Control(ContentSyncStateControl.SYNC_STATE_OID, false, new ASN1OctetString("?"))))));
        row(false, "an entry twice, the second time as it is", Point.CHANGES, CHANGED, changed((s, a) -> {
            Entry old = ((Entry) a.messages.get(0)).duplicate();
            old.setAttribute("mail", "old@example.com");
            a.messages.add(0, SyncAnswer.entry(old, ContentSyncState.MODIFY));
        }));
        row(false, "an entry, then its deletion, and it is there", Point.CHANGES, CHANGED, changed((s, a) ->
            a.messages.add(SyncAnswer.ids(true, ids(s, 1, 1)))));
        row(false, "a deletion, then the entry", Point.CHANGES, CHANGED, changed((s, a) ->
            a.messages.add(0, SyncAnswer.ids(true, ids(s, 1, 1)))));
        row(false, "an entry does not show entryUUID", Point.CHANGES, NOTHING, changed((s, a) -> {
            Entry shown = ((Entry) a.messages.get(0)).duplicate();
            shown.removeAttribute("entryUUID");
            a.messages.set(0, new SearchResultEntry(shown, ((SearchResultEntry) a.messages.get(0)).getControls()));
        }));
    }

    private void state(String fault, String latinId, String number) {
        byte[] fields = ("\n\u0001" + (char) Integer.parseInt(number) + latinId).getBytes(StandardCharsets.ISO_8859_1);
        byte[] value = new byte[fields.length + 2];
        value[0] = 0x30;
        value[1] = (byte) fields.length;
        System.arraycopy(fields, 0, value, 2, fields.length);
        row(false, fault, Point.CHANGES, FAILED, changed((s, a) -> a.messages.set(0, new SearchResultEntry((Entry) a.messages.get(0),
            new Control(ContentSyncStateControl.SYNC_STATE_OID, false, new ASN1OctetString(value))))));
    }

    private void ends() {
        for (boolean all : List.of(false, true)) {
            Point point = all ? Point.ALL : Point.CHANGES;
            for (ResultCode code : List.of(ResultCode.BUSY, ResultCode.SIZE_LIMIT_EXCEEDED, ResultCode.UNAVAILABLE_CRITICAL_EXTENSION)) {
                row(all, code.getName() + " after entries", point, FAILED, changed(point, (s, a) -> a.code = code));
            }
            row(all, "a reference to another server", point, FAILED, changed(point, (s, a) -> a.messages.add(
                new SearchResultReference(new String[] {"ldap://other.example.com/dc=example,dc=com"}, null))));
            row(all, "the end does not say that it is one", point, FAILED, changed(point, (s, a) -> a.controls.clear()));
            row(all, "the connection ends before entries", point, FAILED, changed(point, (s, a) -> a.cut = 0));
            row(all, "the connection ends between entries and the end", point, FAILED, changed(point, (s, a) -> a.cut = 100));
        }
        row(true, "the connection ends between entries", Point.ALL, FAILED, changed(Point.ALL, (s, a) -> a.cut = 5));
        row(false, "the connection ends between entries and deletions", Point.CHANGES, FAILED, s -> {
            s.server().delete(ScriptedDirectory.dn("user2"));
            changed((server, a) -> a.cut = 1).to(s);
        });
        row(false, "an end that is no BER", Point.CHANGES, FAILED, changed((s, a) -> {
            a.controls.clear();
            a.controls.add(new Control(ContentSyncDoneControl.SYNC_DONE_OID, false, new ASN1OctetString("?")));
        }));
    }
}

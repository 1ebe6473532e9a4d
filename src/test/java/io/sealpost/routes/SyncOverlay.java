package io.sealpost.routes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.SearchEntryParer;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncState;

/** Answers as OpenLDAP's overlay syncprov does (RFC 4533, refreshOnly): who changed since the cookie, and the ids of who left. */
final class SyncOverlay {
    private static final String COOKIE = "rid=000,csn=";
    private final InMemoryDirectoryServer server;
    private final Map<UUID, Entry> seen = new HashMap<>();
    private final Map<UUID, Long> changed = new TreeMap<>(); // who is gone, too
    private long csn;

    SyncOverlay(InMemoryDirectoryServer server) {
        this.server = server;
    }

    /** Null if there is none. */
    static String cookie(ReadOnlySearchRequest search) throws LDAPException {
        var sync = new ContentSyncRequestControl(search.getControl(ContentSyncRequestControl.SYNC_REQUEST_OID));
        return sync.getCookie() == null ? null : sync.getCookie().stringValue();
    }

    SyncAnswer answer(ReadOnlySearchRequest search) throws LDAPException {
        look();
        String cookie = cookie(search);
        if (cookie != null && !cookie.matches(COOKIE + "\\d+")) {
            throw new LDAPException(ResultCode.E_SYNC_REFRESH_REQUIRED, "sync cookie is malformed");
        }
        long since = cookie == null ? 0 : Long.parseLong(cookie.substring(COOKIE.length()));
        SyncAnswer answer = new SyncAnswer();
        List<UUID> left = new ArrayList<>();
        var asked = new SearchEntryParer(search.getAttributeList(), null);
        for (Map.Entry<UUID, Long> change : changed.entrySet()) {
            Entry entry = seen.get(change.getKey());
            if (change.getValue() > since && entry != null && Filter.create(search.getFilter().toString()).matchesEntry(entry)) {
                answer.messages.add(SyncAnswer.entry(asked.pareEntry(entry), ContentSyncState.ADD));
            } else if (change.getValue() > since) {
                left.add(change.getKey());
            }
        }
        answer.messages.sort(Comparator.comparing(e -> ((Entry) e).getDN())); // the sentinel first
        if (cookie != null && !left.isEmpty()) {
            answer.messages.add(SyncAnswer.ids(true, left));
        }
        answer.done(COOKIE + csn, cookie != null);
        return answer;
    }

    /** Numbers what is not as it was. */
    private void look() throws LDAPException {
        Map<UUID, Entry> now = new HashMap<>();
        for (Entry entry : server.search(ScriptedDirectory.BASE, SearchScope.SUB, "(objectClass=*)", "*", "+").getSearchEntries()) {
            now.put(UUID.fromString(entry.getAttributeValue("entryUUID")), entry);
        }
        now.forEach((id, entry) -> {
            if (!entry.equals(seen.get(id))) {
                changed.put(id, ++csn);
            }
        });
        seen.keySet().stream().filter(id -> !now.containsKey(id)).forEach(id -> changed.put(id, ++csn));
        seen.clear();
        seen.putAll(now);
    }
}

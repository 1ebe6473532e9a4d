package io.sealpost.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;

/** What a refresh of RFC 4533 sends, in its order; a script may change all of it. */
final class SyncAnswer {
    /** Entries, references and intermediate responses. */
    final List<Object> messages = new ArrayList<>();
    /** With the result. */
    final List<Control> controls = new ArrayList<>();
    ResultCode code = ResultCode.SUCCESS;
    /** After so many messages the connection ends. */
    int cut = Integer.MAX_VALUE;

    static SearchResultEntry entry(Entry entry, ContentSyncState state) {
        UUID id = UUID.fromString(entry.getAttributeValue("entryUUID"));
        return new SearchResultEntry(entry, new ContentSyncStateControl(state, id, null));
    }

    static IntermediateResponse ids(boolean deleted, List<UUID> ids) {
        return ContentSyncInfoIntermediateResponse.createSyncIDSetResponse(null, ids, deleted);
    }

    /** @param deletes that what is not named is there still; else it is gone */
    void done(String cookie, boolean deletes) {
        controls.clear();
        controls.add(new ContentSyncDoneControl(cookie == null ? null : new ASN1OctetString(cookie), deletes));
    }

    void send(InMemoryInterceptedSearchRequest request, ScriptedDirectory server) throws LDAPException {
        for (int i = 0; i < messages.size() && i < cut; i++) {
            if (messages.get(i) instanceof IntermediateResponse info) {
                request.sendIntermediateResponse(info);
            } else if (messages.get(i) instanceof SearchResultReference reference) {
                request.sendSearchReference(reference);
            } else {
                request.sendSearchEntry((Entry) messages.get(i));
            }
        }
        if (cut < Integer.MAX_VALUE) {
            server.server().closeAllConnections(false);
        }
        request.setRequest(new SearchRequest(ScriptedDirectory.BASE, SearchScope.BASE, "(objectClass=none)"));
    }

    LDAPResult result(int messageId) {
        return new LDAPResult(messageId, code, null, null, new String[0], controls.toArray(Control[]::new));
    }
}

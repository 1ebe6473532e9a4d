package io.sealpost.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.IntermediateResponseListener;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoType;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import io.sealpost.directory.RawEntry;

/**
 * The refresh stage of RFC 4533, section 3.3. With a cookie a server answers either with what changed and the ids of what is gone
 * (delete phase), or, when it no longer remembers those, with the ids of what is there still (present phase). Then all is read anew:
 * an id alone tells nothing that staging could keep. A server may also refuse the cookie (e-syncRefreshRequired).
 */
final class Refresh implements SearchResultListener, IntermediateResponseListener {
    private static final long serialVersionUID = 1L;

    private final transient LDAPConnection connection;
    private final transient SearchRequest search;
    private final String idAttribute;
    private final transient Consumer<RawEntry> found;
    private String cookie;
    private boolean full;
    private boolean presentIds;   // of this answer
    private boolean absence;      // what this answer does not name is gone
    private boolean referred;
    private transient LDAPException unreadable;

    Refresh(LDAPConnection connection, SearchRequest search, String idAttribute, String cookie, Consumer<RawEntry> found) {
        this.connection = connection;
        this.search = search;
        this.idAttribute = idAttribute;
        this.cookie = cookie;
        this.found = found;
        this.full = cookie == null;
    }

    boolean full() {
        return full;
    }

    String cookie() {
        return cookie;
    }

    /** @throws IOException if the answer did not come to a good end; what was found until then means nothing */
    void run() throws IOException {
        try {
            if (!answered(cookie)) {
                full = true;
                cookie = null;
                answered(null);
            }
        } catch (LDAPException e) {
            throw new IOException("The directory ended the refresh with " + e.getResultCode() + ": " + e.getMessage()
                + (e.getResultCode() == ResultCode.SIZE_LIMIT_EXCEEDED ? "; lift the size limit of our bind account" : ""), e);
        }
    }

    /** False if all has to be read anew. */
    private boolean answered(String since) throws LDAPException {
        presentIds = false;
        absence = false;
        SearchRequest request = new SearchRequest(this, search.getBaseDN(), search.getScope(), search.getFilter(), search.getAttributes());
        request.setResponseTimeoutMillis(search.getResponseTimeoutMillis(null));
        request.setIntermediateResponseListener(this);
        request.addControl(new ContentSyncRequestControl(true, ContentSyncRequestMode.REFRESH_ONLY,
            since == null ? null : new ASN1OctetString(since.getBytes(StandardCharsets.UTF_8)), false));
        SearchResult result;
        try {
            result = connection.search(request);
        } catch (LDAPException e) {
            if (e.getResultCode() == ResultCode.E_SYNC_REFRESH_REQUIRED && since != null) {
                return false;
            }
            throw e;
        }
        if (unreadable != null) {
            throw unreadable;
        }
        if (referred) {
            throw new LDAPException(ResultCode.REFERRAL, "a referral, which is not followed: name the server that holds "
                + search.getBaseDN());
        }
        if (since != null && presentIds) {
            return false;
        }
        ContentSyncDoneControl done = ContentSyncDoneControl.get(result);
        if (done == null) {
            throw new LDAPException(ResultCode.DECODING_ERROR, "no Sync Done control");
        }
        remember(done.getCookie());
        full |= absence || !done.refreshDeletes();
        return true;
    }

    /** Where nothing changed there may be no new one, and the old one goes on. */
    private void remember(ASN1OctetString said) {
        if (said != null && said.getValueLength() > 0) {
            cookie = said.stringValue();
        }
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        try {
            ContentSyncStateControl state = ContentSyncStateControl.get(entry);
            if (state == null) {
                throw new LDAPException(ResultCode.DECODING_ERROR, entry.getDN() + " has no Sync State control");
            } else if (state.getState() == ContentSyncState.PRESENT) {
                presentIds = true;
            } else if (state.getState() == ContentSyncState.DELETE) {
                found.accept(gone(state.getEntryUUID()));
            } else if (!presentIds) {
                found.accept(LdapEntries.raw(entry));
            }
        } catch (LDAPException e) {
            unreadable = e;
        }
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {
        referred = true;
    }

    @Override
    public void intermediateResponseReturned(IntermediateResponse message) {
        try {
            if (!ContentSyncInfoIntermediateResponse.SYNC_INFO_OID.equals(message.getOID())) {
                return;
            }
            ContentSyncInfoIntermediateResponse info = ContentSyncInfoIntermediateResponse.decode(message);
            if (info.getType() == ContentSyncInfoType.SYNC_ID_SET && info.refreshDeletes()) {
                info.getEntryUUIDs().forEach(id -> found.accept(gone(id)));
            } else if (info.getType() == ContentSyncInfoType.SYNC_ID_SET) {
                presentIds = true;
            } else if (info.getType() == ContentSyncInfoType.REFRESH_PRESENT) {
                absence = true;
            }
        } catch (LDAPException e) {
            unreadable = e;
        }
    }

    private RawEntry gone(UUID id) {
        return new RawEntry("entryUUID=" + id, Map.of(idAttribute.toLowerCase(java.util.Locale.ROOT),
            List.of(id.toString().getBytes(StandardCharsets.US_ASCII))), true);
    }
}

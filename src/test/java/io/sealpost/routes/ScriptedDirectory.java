package io.sealpost.routes;

import java.net.InetAddress;
import java.util.List;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryDirectoryServerSnapshot;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;

/** A directory server of one sentinel and nine users, that does at a certain point what a script says. */
final class ScriptedDirectory implements FaultStage.Server {
    static final String BASE = "dc=example,dc=com";
    static final String FILTER = "(&(objectClass=inetOrgPerson)(uid=*))";

    /**
     * Where in a run: its log-in, the question whether the server can do RFC 4533, a refresh with a cookie or without one, a page, the
     * look-up of sentinels, and of who was missing or is said to be gone.
     */
    enum Point { LOG_IN, PROBE, CHANGES, ALL, PAGE_1, PAGE_2, PAGE_3, PAGE_4, SENTINEL, LOOK_UP, EVERYWHERE }

    /** What happens; by default nothing. */
    interface Script {
        default void bind(ScriptedDirectory server) throws LDAPException {
        }

        default void request(ScriptedDirectory server, Point point) throws LDAPException {
        }

        /** @return what is sent; null: nothing */
        default Entry entry(ScriptedDirectory server, Point point, Entry entry) {
            return entry;
        }

        /** A refresh (RFC 4533) before it is sent. */
        default void refresh(ScriptedDirectory server, SyncAnswer answer) throws LDAPException {
        }

        default void result(ScriptedDirectory server, InMemoryInterceptedSearchResult result) throws LDAPException {
        }
    }

    private final InMemoryDirectoryServer server;
    private final InMemoryDirectoryServerSnapshot whole;
    private final String idAttribute;
    private final SyncOverlay overlay;
    private final Silence silence = new Silence();
    private volatile Script script = new Script() { };
    private volatile Point at = Point.EVERYWHERE;
    private volatile boolean scripted;
    private volatile boolean reached;
    private volatile int page;
    private volatile Point now;

    /**
     * @param idAttribute a search for it is a look-up
     * @param syncs       whether it can do RFC 4533
     */
    ScriptedDirectory(String idAttribute, boolean syncs) throws Exception {
        this.idAttribute = idAttribute;
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials("cn=sealpost", "secret");
        config.addInMemoryOperationInterceptor(new Interceptor());
        server = new InMemoryDirectoryServer(config);
        server.add(new Entry(BASE, new Attribute("objectClass", "domain")));
        server.add(DirectoryStage.entry("sentinel"));
        for (int i = 1; i < 10; i++) {
            server.add(DirectoryStage.entry("user" + i));
        }
        whole = server.createSnapshot();
        overlay = syncs ? new SyncOverlay(server) : null;
        server.startListening();
    }

    static String dn(String uid) {
        return "uid=" + uid + "," + BASE;
    }

    @Override
    public void mend() {
        silence.end();
        script = new Script() { };
        server.restoreSnapshot(whole);
        scripted = false;
    }

    @Override
    public boolean reached() {
        boolean was = reached || !scripted;
        reached = false;
        return was;
    }

    void script(Point where, Script what) {
        at = where;
        script = what;
        scripted = true;
        reached = false;
    }

    Silence silence() {
        return silence;
    }

    InMemoryDirectoryServer server() {
        return server;
    }

    int port() {
        return server.getListenPort();
    }

    @Override
    public void close() {
        silence.end();
        server.shutDown(true);
    }

    private boolean here() {
        boolean here = at == Point.EVERYWHERE || at == now;
        reached |= here;
        return here;
    }

    private final class Interceptor extends InMemoryOperationInterceptor {
        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            if (at == Point.LOG_IN) {
                reached = true;
                script.bind(ScriptedDirectory.this);
            }
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            now = point(request.getRequest());
            if (here()) {
                script.request(ScriptedDirectory.this, now);
            }
            if (overlay != null && (now == Point.CHANGES || now == Point.ALL)) {
                SyncAnswer answer = overlay.answer(request.getRequest());
                if (here()) {
                    script.refresh(ScriptedDirectory.this, answer);
                }
                request.setProperty("answer", answer);
                answer.send(request, ScriptedDirectory.this);
            } else if (overlay != null && now == Point.PROBE) {
                request.setRequest(new SearchRequest(BASE, SearchScope.BASE, "(objectClass=*)", "1.1"));
            }
        }

        private Point point(ReadOnlySearchRequest search) throws LDAPException {
            var paged = SimplePagedResultsControl.get(new SearchResult(1, ResultCode.SUCCESS, null, null, null, 0, 0,
                search.getControls()));
            page = paged == null || paged.getCookie() == null || paged.getCookie().getValueLength() == 0 ? 1 : page + 1;
            if (search.getControl(ContentSyncRequestControl.SYNC_REQUEST_OID) != null) {
                boolean probe = search.getScope() == SearchScope.BASE;
                return probe ? Point.PROBE : SyncOverlay.cookie(search) == null ? Point.ALL : Point.CHANGES;
            }
            String filter = search.getFilter().toString();
            return filter.contains("(uid=sentinel)") ? Point.SENTINEL : filter.contains("(" + idAttribute + "=") ? Point.LOOK_UP
                : List.of(Point.PAGE_1, Point.PAGE_2, Point.PAGE_3, Point.PAGE_4).get(Math.min(page, 4) - 1);
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
            SearchResultEntry sent = entry.getSearchEntry();
            Entry shown = script.entry(ScriptedDirectory.this, now, sent);
            entry.setSearchEntry(shown == null ? null : new SearchResultEntry(shown, sent.getControls()));
        }

        @Override
        public void processSearchResult(InMemoryInterceptedSearchResult result) {
            if (result.getProperty("answer") instanceof SyncAnswer answer) {
                result.setResult(answer.result(result.getMessageID()));
            }
            if (here()) {
                try {
                    script.result(ScriptedDirectory.this, result);
                } catch (LDAPException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}

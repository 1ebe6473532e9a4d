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
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;

/** A directory server of one sentinel and nine users, that does at a certain point what a script says. */
final class ScriptedDirectory implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";

    /** Where in a run: its log-in, a page of its read, the look-up of who was missing. */
    enum Point { LOG_IN, PAGE_1, PAGE_2, PAGE_3, PAGE_4, LOOK_UP, EVERYWHERE }

    /** What happens; by default nothing. */
    interface Script {
        default void bind(ScriptedDirectory server) throws LDAPException {
        }

        default void request(ScriptedDirectory server) throws LDAPException {
        }

        /** @return what is sent; null: nothing */
        default Entry entry(ScriptedDirectory server, Point point, Entry entry) {
            return entry;
        }

        default void result(ScriptedDirectory server, InMemoryInterceptedSearchResult result) throws LDAPException {
        }
    }

    private final InMemoryDirectoryServer server;
    private final InMemoryDirectoryServerSnapshot whole;
    private final String idAttribute;
    private volatile Script script = new Script() { };
    private volatile Point at = Point.EVERYWHERE;
    private volatile int page;
    private volatile Point now;

    /** @param idAttribute a search for it is a look-up */
    ScriptedDirectory(String idAttribute) throws Exception {
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
        server.startListening();
    }

    static String dn(String uid) {
        return "uid=" + uid + "," + BASE;
    }

    /** All is well again. */
    void mend() {
        script = new Script() { };
        server.restoreSnapshot(whole);
    }

    void script(Point where, Script what) {
        at = where;
        script = what;
    }

    InMemoryDirectoryServer server() {
        return server;
    }

    int port() {
        return server.getListenPort();
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    private boolean here() {
        return at == Point.EVERYWHERE || at == now;
    }

    private final class Interceptor extends InMemoryOperationInterceptor {
        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            if (at == Point.LOG_IN) {
                script.bind(ScriptedDirectory.this);
            }
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            var paged = SimplePagedResultsControl.get(new com.unboundid.ldap.sdk.SearchResult(1,
                com.unboundid.ldap.sdk.ResultCode.SUCCESS, null, null, null, 0, 0, request.getRequest().getControls()));
            boolean lookUp = request.getRequest().getFilter().toString().contains("(" + idAttribute + "=id-");
            page = paged == null || paged.getCookie() == null || paged.getCookie().getValueLength() == 0 ? 1 : page + 1;
            now = lookUp ? Point.LOOK_UP : List.of(Point.PAGE_1, Point.PAGE_2, Point.PAGE_3, Point.PAGE_4).get(Math.min(page, 4) - 1);
            if (here()) {
                script.request(ScriptedDirectory.this);
            }
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
            entry.setSearchEntry(as(script.entry(ScriptedDirectory.this, now, entry.getSearchEntry())));
        }

        private com.unboundid.ldap.sdk.SearchResultEntry as(Entry entry) {
            return entry == null ? null : new com.unboundid.ldap.sdk.SearchResultEntry(entry);
        }

        @Override
        public void processSearchResult(InMemoryInterceptedSearchResult result) {
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

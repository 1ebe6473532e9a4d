package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.directory.ActiveDirectory;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Guard;
import io.sealpost.directory.Plans;
import io.sealpost.directory.Syncs;
import io.sealpost.pki.Certificates;
import io.sealpost.routing.RoutingFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A directory that speaks LDAP, the routes that read it, and a real database. */
abstract class DirectoryStage {
    @TempDir
    Path folder;
    InMemoryDirectoryServer ldap;
    final Ticking clock = new Ticking();
    volatile int pages = Integer.MAX_VALUE; // what the directory answers before it is gone
    volatile java.util.function.BiPredicate<String, Entry> hides = (filter, entry) -> false; // from a search with this filter
    Core core;
    RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", java.net.InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials("cn=sealpost", "secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                List.of(ldap).stream().filter(server -> pages-- == 0).forEach(server -> server.closeAllConnections(false));
            }

            @Override
            public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
                if (hides.test(entry.getRequest().getFilter().toString(), entry.getSearchEntry())) {
                    entry.setSearchEntry(null);
                }
            }
        });
        ldap = new InMemoryDirectoryServer(config);
        ldap.add(new Entry("dc=example,dc=com", new com.unboundid.ldap.sdk.Attribute("objectClass", "domain")));
        ldap.startListening();
        Map<String, Object> keys = new java.util.HashMap<>(Map.of("sealpost.node", "test",
            "sealpost.directories.corporate.kind", "ldap",
            "sealpost.directories.corporate.url", "ldap://127.0.0.1:" + ldap.getListenPort(),
            "sealpost.directories.corporate.bind-dn", "cn=sealpost", "sealpost.directories.corporate.password", "secret",
            "sealpost.directories.corporate.base", "dc=example,dc=com",
            "sealpost.directories.corporate.filter", "(&(objectClass=inetOrgPerson)(uid=*))",
            "sealpost.directories.corporate.attributes.id", "employeeNumber",
            "sealpost.directories.corporate.page-size", "3"));
        keys.putAll(more());
        core = Core.on(database(), folder, clock, keys);
        Directories directories = core.get(Directories.class);
        Map<String, Object> beans = new java.util.HashMap<>(RoutingFixture.beans(directories));
        beans.putAll(Map.of("directories", directories, "syncs", core.get(Syncs.class), "guard", core.get(Guard.class),
            "plans", core.get(Plans.class), "activeDirectory", core.get(ActiveDirectory.class)));
        routes = RouteFixture.of(beans, new String[] {"enqueue"}, "flows/sync-directory.camel.yaml",
            "directories/read-ldap.camel.yaml",
            "directories/look-up-entry.camel.yaml", "directories/look-up-user.camel.yaml");
    }

    Databases database() {
        return Databases.H2;
    }

    /** More keys of the configuration. */
    Map<String, String> more() {
        return Map.of();
    }

    @AfterEach
    void stop() {
        routes.close();
        core.close();
        ldap.shutDown(true);
    }

    List<String> findings() {
        return core.get(JdbcClient.class).sql("select detail from audit where action = 'entry-finding'").query(String.class).list();
    }

    String holder() {
        return core.get(JdbcClient.class).sql("select u.external_id from address a join directory_user u on u.id = a.user_id"
            + " where a.mailbox = 'anna@example.com'").query(String.class).single();
    }

    void sync() {
        clock.pass(Duration.ofMinutes(1));
        routes.send("direct:sync-directory", "", Map.of());
    }

    void add(String uid) throws Exception {
        ldap.add(entry(uid));
    }

    static Entry entry(String uid) throws Exception {
        Entry entry = new Entry("uid=" + uid + ",dc=example,dc=com");
        entry.addAttribute("objectClass", "inetOrgPerson");
        entry.addAttribute("employeeNumber", "id-" + uid);
        entry.addAttribute("uid", uid);
        entry.addAttribute("cn", uid);
        entry.addAttribute("mail", uid + "@example.com");
        entry.addAttribute("userCertificate;binary", certificate(uid, 2));
        return entry;
    }

    static byte[] certificate(String uid, int yearsAgo) {
        return Certificates.der(TestCertificates.mail(TestCertificates.key("somebody", "2048").getPublic(), uid + "@example.com",
            TestCertificates.ENCRYPT, yearsAgo));
    }

    int one(String sql) {
        return core.get(JdbcClient.class).sql(sql).query(Integer.class).single();
    }

    String state() {
        return core.get(JdbcClient.class).sql("select state from sync order by started_at desc, ended_at desc fetch first 1 rows only")
            .query(String.class).single();
    }

    int work() {
        return routes.recorded("enqueue").getExchanges().stream().mapToInt(e -> e.getMessage().getBody(List.class).size()).sum();
    }
}

package io.sealpost.servers;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.Databases;
import io.sealpost.routes.ReadStage;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Prints what reads take beside a dump by ldapsearch; docs/operations.md has the command. It asserts nothing. */
class ReadBenchmark {
    private static final int USERS = Integer.getInteger("read.users", 100_000);
    private static final int DOMAIN_USERS = Integer.getInteger("read.domain.users", 20_000);
    private static final Databases DATABASE = Databases.valueOf(System.getProperty("read.database", "H2"));
    @TempDir
    Path folder;

    @Test
    void openldap() throws Exception {
        try (Slapd slapd = new Slapd(folder.resolve("slapd"), USERS, 10_000, "");
             ReadStage stage = new ReadStage(DATABASE, folder, new DefaultSslBundleRegistry(), Map.of("kind", "openldap",
                 "url", slapd.url(), "bind-dn", Slapd.ADMIN, "password", "secret", "base", Slapd.BASE, "full-every", "10000d"));
             LDAPConnection admin = slapd.connect()) {
            print("OpenLDAP", USERS, "generated", 0, 0);
            double dump = seconds(() -> ServerProcess.run(folder, "ldapsearch", "-x", "-H", slapd.url(), "-D", Slapd.ADMIN, "-w", "secret",
                "-b", Slapd.BASE, "-E", "pr=1000/noprompt", "(objectClass=inetOrgPerson)"));
            print("OpenLDAP", USERS, "ldapsearch -E pr=1000", dump, 1);
            fullReads(stage, "OpenLDAP", USERS, dump);
            stage.keep();
            changes(stage, "OpenLDAP", USERS,
                i -> admin.modify(Slapd.dn(i), new Modification(ModificationType.REPLACE, "cn", "Changed " + i)),
                i -> admin.delete(Slapd.dn(i)));
        }
    }

    @Test
    void activeDirectory() throws Exception {
        TlsFiles tls = new TlsFiles();
        tls.write(folder.resolve("tls"), "127.0.0.80", Duration.ofDays(1));
        String unit = "OU=People," + Samba.DOMAIN;
        GeneratedPeople people = new GeneratedPeople();
        try (Samba samba = new Samba(folder.resolve("dc"), "127.0.0.80", folder.resolve("tls"));
             ReadStage stage = new ReadStage(DATABASE, folder, tls.bundles(), new HashMap<>(Map.of("kind", "active-directory", "url",
                 "ldap://127.0.0.80", "bind-dn", Samba.ADMIN, "password", Samba.PASSWORD, "base", unit, "full-every", "10000d")));
             LDAPConnection admin = samba.connect()) {
            admin.add(unit, new Attribute("objectClass", "organizationalUnit"));
            for (int i = 0; i < DOMAIN_USERS; i++) {
                String uid = GeneratedPeople.uid(i);
                admin.add("CN=" + uid + "," + unit, new Attribute("objectClass", "user"), new Attribute("sAMAccountName", uid),
                    new Attribute("userAccountControl", "544"), new Attribute("proxyAddresses", "SMTP:" + uid + "@example.com"),
                    new Attribute("userCertificate", people.certificate(i)));
            }
            double dump = seconds(() -> ServerProcess.run(folder, "ldapsearch", "-x", "-H", "ldap://127.0.0.80", "-D", Samba.ADMIN, "-w",
                Samba.PASSWORD, "-b", unit, "-E", "pr=1000/noprompt", "(objectClass=user)"));
            print("Samba", DOMAIN_USERS, "ldapsearch -E pr=1000", dump, 1);
            fullReads(stage, "Samba", DOMAIN_USERS, dump);
            stage.keep();
            changes(stage, "Samba", DOMAIN_USERS, i -> admin.modify("CN=" + GeneratedPeople.uid(i) + "," + unit,
                new Modification(ModificationType.REPLACE, "displayName", "Changed " + i)),
                i -> admin.delete("CN=" + GeneratedPeople.uid(i) + "," + unit));
        }
    }

    private static void fullReads(ReadStage stage, String kind, int users, double dump) throws Exception {
        for (String when : List.of("first", "second", "third")) { // in a process that has just started, it compiles classes, too
            stage.forget();
            double full = seconds(stage::read);
            print(kind, users, "full read into the database, " + when, full, full / dump);
        }
        print(kind, users, "plan for it: everybody is new", seconds(stage::plan), 0);
    }

    private static void changes(ReadStage stage, String kind, int users, Step change, Step deletion) throws Exception {
        for (int round = 0; round < 6; round++) { // the first ones also load and compile classes
            for (int i = 0; i < 100; i++) {
                change.run(round * 1000 + i);
            }
            for (int i = 0; i < 10; i++) {
                deletion.run(round * 1000 + 200 + i);
            }
            print(kind, users, "run: 100 changes, 10 deletions", seconds(stage::sync), 0);
            print(kind, users, "run: nothing changed", seconds(stage::sync), 0);
            System.out.println("    " + stage.last());
        }
    }

    private static void print(String kind, int users, String what, double seconds, double ratio) {
        Runtime java = Runtime.getRuntime();
        System.out.printf("%-9s %9d users  %-44s %8.3f s  %-8s (heap of %d MB; ours until now: CPU %.1f s, of it GC %.1f s)%n", kind,
            users, what, seconds, ratio == 0 ? "" : String.format("x %.2f", ratio), java.maxMemory() >> 20, cpu(), collecting());
    }

    private static double cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    private static double collecting() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum() / 1e3;
    }

    private static double seconds(Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private interface Action {
        void run() throws Exception;
    }

    private interface Step {
        void run(int user) throws Exception;
    }
}

package io.sealpost.servers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;

/** OpenLDAP on loopback, with a log of what was deleted (overlay syncprov), in a folder of its own. */
final class Slapd implements AutoCloseable {
    static final String BASE = "ou=people,dc=example,dc=com";
    static final String ADMIN = "cn=admin,dc=example,dc=com";

    final int port = ServerProcess.freePort();
    final int tlsPort = ServerProcess.freePort();
    private final Path folder;
    private ServerProcess process;

    /**
     * @param sessionLog how many deletions it remembers; negative: without the overlay
     * @param more       lines for slapd.conf's beginning; with server.crt in the folder it listens with TLS, too
     */
    Slapd(Path folder, int users, int sessionLog, String more) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("db"));
            Files.writeString(folder.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                moduleload syncprov
                %s
                database mdb
                maxsize 8589934592
                suffix dc=example,dc=com
                rootdn %s
                rootpw secret
                directory %s
                index objectClass,entryUUID,entryCSN eq
                dbnosync
                %s
                """.formatted(more, ADMIN, folder.resolve("db"), sessionLog < 0 ? ""
                    : "overlay syncprov\nsyncprov-sessionlog " + sessionLog));
            try (BufferedWriter ldif = Files.newBufferedWriter(folder.resolve("people.ldif"))) {
                ldif.write("dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n");
                ldif.write("dn: " + BASE + "\nobjectClass: organizationalUnit\nou: people\n\n");
                GeneratedPeople people = new GeneratedPeople();
                for (int i = 0; i < users; i++) {
                    String uid = GeneratedPeople.uid(i);
                    ldif.write("dn: uid=" + uid + "," + BASE
                        + "\nobjectClass: inetOrgPerson\nuid: " + uid + "\ncn: Person " + i + "\nsn: " + i
                        + "\nmail: " + uid + "@example.com\nuserCertificate;binary:: "
                        + Base64.getEncoder().encodeToString(people.certificate(i)) + "\n\n");
                }
            }
            ServerProcess.run(folder, "/usr/sbin/slapadd", "-q", "-f", "slapd.conf", "-l", "people.ldif");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    void start() {
        String urls = "ldap://127.0.0.1:" + port + (Files.exists(folder.resolve("server.crt")) ? " ldaps://127.0.0.1:" + tlsPort : "");
        process = ServerProcess.start(folder.resolve("slapd.log"), List.of("/usr/sbin/slapd", "-d", "0", "-f",
            folder.resolve("slapd.conf").toString(), "-h", urls), new InetSocketAddress("127.0.0.1", port));
    }

    void restart() {
        close();
        start();
    }

    String url() {
        return "ldap://127.0.0.1:" + port;
    }

    LDAPConnection connect() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ADMIN, "secret");
    }

    static String dn(int user) {
        return "uid=" + GeneratedPeople.uid(user) + "," + BASE;
    }

    @Override
    public void close() {
        process.close();
    }
}

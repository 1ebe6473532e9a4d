package io.sealpost.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;

/** A domain controller of Samba's, for dc=example,dc=com, on a loopback address of its own (its ports are fixed). */
final class Samba implements AutoCloseable {
    static final String DOMAIN = "DC=example,DC=com";
    static final String ADMIN = "administrator@EXAMPLE.COM";
    /** Of the domain's administrator, and of whoever {@link #account} makes. */
    static final String PASSWORD = "Passw0rd!x";

    final String host;
    private final Path folder;
    private ServerProcess process;

    /** @param tls server.crt, server.key and ca.crt lie there */
    Samba(Path folder, String host, Path tls) {
        this.folder = folder;
        this.host = host;
        try {
            Files.createDirectories(folder);
            ServerProcess.run(folder, "samba-tool", "domain", "provision", "--targetdir=" + folder, "--realm=EXAMPLE.COM",
                "--domain=EXAMPLE", "--server-role=dc", "--dns-backend=NONE", "--adminpass=" + PASSWORD, "--host-name=dc1",
                "--host-ip=" + host, "--option=interfaces=" + host + "/8", "--option=bind interfaces only=yes",
                "--option=server services=ldap");
            for (String name : List.of("run", "log")) {
                Files.createDirectories(folder.resolve(name));
            }
            Path settings = folder.resolve("etc/smb.conf");
            String given = Files.readAllLines(settings).stream().filter(l -> !l.contains("log file") && !l.contains("lock directory"))
                .collect(Collectors.joining("\n"));
            Files.writeString(settings, given.replaceFirst("\\[global]", """
                [global]
                ldap server require strong auth = no
                lock directory = %1$s/run
                pid directory = %1$s/run
                ncalrpc dir = %1$s/run/ncalrpc
                winbindd socket directory = %1$s/run/winbindd
                ntp signd socket directory = %1$s/run
                log file = %1$s/log/log.%%m
                tls enabled = yes
                tls certfile = %2$s/server.crt
                tls keyfile = %2$s/server.key
                tls cafile = %2$s/ca.crt
                """.formatted(folder, tls)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    void start() {
        process = ServerProcess.start(folder.resolve("log/out"), List.of("samba", "-F", "--no-process-group", "-M", "single", "-s",
            folder.resolve("etc/smb.conf").toString()), new InetSocketAddress(host, 389));
    }

    LDAPConnection connect() throws LDAPException {
        return new LDAPConnection(host, 389, ADMIN, PASSWORD);
    }

    /** An account that may log in and has no rights beyond. */
    void account(String name) {
        ServerProcess.run(folder, "samba-tool", "user", "create", name, PASSWORD, "-s", folder.resolve("etc/smb.conf").toString());
    }

    @Override
    public void close() {
        process.close();
    }
}

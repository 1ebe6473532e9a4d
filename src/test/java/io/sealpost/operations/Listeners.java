package io.sealpost.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What this process listens on, as Linux says it (proc(5)): TCP sockets in LISTEN, and bound UDP sockets without a peer. */
final class Listeners {
    private static final Set<String> LOOPBACK = Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

    private Listeners() {
    }

    /** Each as {@code tcp loopback 8080} or {@code udp 00000000 5353}. */
    static Set<String> now() throws IOException {
        var own = inodes();
        var found = new TreeSet<String>();
        for (var kind : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
            var waiting = kind.startsWith("tcp") ? "0A" : "07";
            for (var line : Files.readAllLines(Path.of("/proc/self/net", kind))) {
                var field = line.strip().split("\\s+");
                if (field[3].equals(waiting) && own.contains(field[9])) {
                    var local = field[1].split(":");
                    found.add(kind.substring(0, 3) + " " + (LOOPBACK.contains(local[0]) ? "loopback" : local[0]) + " "
                            + Integer.parseInt(local[1], 16));
                }
            }
        }
        return found;
    }

    private static Set<String> inodes() throws IOException {
        var inodes = new HashSet<String>();
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            for (var descriptor : open.toList()) {
                try {
                    var target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring(8, target.length() - 1));
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    // the descriptor of the listing itself, or what another thread closed while we look: it listens no more
                    continue;
                }
            }
        }
        return inodes;
    }
}

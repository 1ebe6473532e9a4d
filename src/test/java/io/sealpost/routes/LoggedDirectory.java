package io.sealpost.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.sealpost.directory.RawEntry;

/** A directory that is a file of changes, one a line: its number is its place. A read brings those after the watermark. */
record LoggedDirectory(Path file) {
    /** @param mail null: gone */
    record Change(int number, String uid, String mail) {
        RawEntry entry() {
            var id = List.of(uid.getBytes(StandardCharsets.UTF_8));
            return mail == null ? new RawEntry(uid, Map.of("entryuuid", id), true) : new RawEntry(uid, Map.of("entryuuid", id, "uid", id,
                "objectclass", List.of("inetOrgPerson".getBytes(StandardCharsets.UTF_8)),
                "mail", List.of(mail.getBytes(StandardCharsets.UTF_8))));
        }
    }

    void add(List<Change> changes) throws IOException {
        var lines = changes.stream().map(c -> c.number + " " + c.uid + (c.mail == null ? "" : " " + c.mail)).toList();
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    List<Change> after(int number) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Change> found = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            if (Integer.parseInt(parts[0]) > number) {
                found.add(new Change(Integer.parseInt(parts[0]), parts[1], parts.length > 2 ? parts[2] : null));
            }
        }
        return found;
    }
}

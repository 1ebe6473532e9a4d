package io.sealpost.escrow;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The result file of a manifest: {@code <manifest>.result.csv.part} while results come, without {@code .part} when it is whole. */
final class Results {
    private final Path manifest;
    private final Map<Result.Status, Integer> counts = new EnumMap<>(Result.Status.class);

    Results(Path manifest) {
        this.manifest = manifest;
    }

    void begin() throws IOException {
        Files.deleteIfExists(part());
        append("line", "file", "status", "code", "text", "certificate");
    }

    void add(Result result) throws IOException {
        append(result.line(), result.file(), result.status(), result.code(), result.text(), result.certificate());
        counts.merge(result.status(), 1, Integer::sum);
    }

    /** Gives the file its name, in one step. */
    Path finish() throws IOException {
        Path whole = manifest.resolveSibling(manifest.getFileName() + ".result.csv");
        return Files.move(part(), whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    int count(Result.Status status) {
        return counts.getOrDefault(status, 0);
    }

    private Path part() {
        return manifest.resolveSibling(manifest.getFileName() + ".result.csv.part");
    }

    private void append(Object... values) throws IOException {
        try (Writer writer = Files.newBufferedWriter(part(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
             CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180)) {
            printer.printRecord(values);
        }
    }
}

package io.sealpost.escrow;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * The result file of a manifest: {@code <manifest>.result.csv.part} while results come, without {@code .part} when it is whole. Each
 * result is in the file before the next row is read, so that a process which died leaves there where it was.
 */
final class Results implements Closeable {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;
    private final Path manifest;
    private final Map<Result.Status, Integer> counts = new EnumMap<>(Result.Status.class);
    private long done;
    private CSVPrinter printer;

    Results(Path manifest) {
        this.manifest = manifest;
    }

    /** Begins; or goes on after the last whole line, if a process died with this very manifest. */
    void begin() throws IOException {
        if (!younger(part(), manifest) || !resumed()) {
            done = 0;
            counts.clear();
            Files.deleteIfExists(part());
            append("line", "file", "status", "code", "text", "certificate");
        }
    }

    private boolean resumed() throws IOException {
        cutAfterLastLine();
        try (BufferedReader reader = Files.newBufferedReader(part());
             CSVParser lines = CSVParser.parse(reader, FORMAT.builder().setHeader().setSkipHeaderRecord(true).get())) {
            for (CSVRecord line : lines) {
                done = Long.parseLong(line.get("line"));
                counts.merge(Result.Status.valueOf(line.get("status")), 1, Integer::sum);
            }
            return done > 0;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return false; // damaged: an import can be repeated
        }
    }

    /** The last line of the manifest whose result is there; 0 if none is. */
    long done() {
        return done;
    }

    void add(Result result) throws IOException {
        append(result.line(), result.file(), result.status(), result.code(), result.text(), result.certificate());
        counts.merge(result.status(), 1, Integer::sum);
    }

    /** Gives the file its name, in one step. */
    Path finish() throws IOException {
        close();
        Path whole = manifest.resolveSibling(manifest.getFileName() + ".result.csv");
        return Files.move(part(), whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    int count(Result.Status status) {
        return counts.getOrDefault(status, 0);
    }

    /** Results may still be added. */
    @Override
    public void close() throws IOException {
        if (printer != null) {
            printer.close();
            printer = null;
        }
    }

    private Path part() {
        return manifest.resolveSibling(manifest.getFileName() + ".result.csv.part");
    }

    private void append(Object... values) throws IOException {
        if (printer == null) {
            Writer writer = Files.newBufferedWriter(part(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            printer = new CSVPrinter(writer, FORMAT);
        }
        printer.printRecord(values);
        printer.flush();
    }

    /** Whether the results were written after the manifest was put there; if in doubt not, since an import can be repeated. */
    private static boolean younger(Path part, Path manifest) throws IOException {
        if (Files.notExists(part) || Files.notExists(manifest)) {
            return false;
        }
        // moving a file into the folder changes its ctime only
        boolean unix = manifest.getFileSystem().supportedFileAttributeViews().contains("unix");
        FileTime put = unix ? (FileTime) Files.getAttribute(manifest, "unix:ctime") : Files.getLastModifiedTime(manifest);
        return Files.getLastModifiedTime(part).compareTo(put) > 0;
    }

    /** A process that died in the middle of a line had committed that row, or not: it is looked at again. */
    private void cutAfterLastLine() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(part().toFile(), "rw")) {
            long end = file.length();
            for (; end > 0; end--) {
                file.seek(end - 1);
                if (file.read() == '\n') {
                    break;
                }
            }
            file.setLength(end);
        }
    }
}

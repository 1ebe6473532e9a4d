package io.sealpost.escrow;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * An import manifest, read row by row: CSV (RFC 4180) in UTF-8, with or without byte order mark, columns
 * {@code file,password,user,purpose} in any order.
 */
public final class Manifest implements Iterator<Row>, Closeable {
    static final List<String> COLUMNS = List.of("file", "password", "user", "purpose");
    private static final long MOST = 32L << 20;
    private static final CSVFormat IN = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setIgnoreHeaderCase(true)
        .setIgnoreEmptyLines(true).setTrim(false).get();

    private final Path path;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Results results;

    Manifest(Path path) {
        this.path = path;
        this.results = new Results(path);
        try {
            if (Files.size(path) > MOST) {
                throw new UnreadableManifest(1, path + " has more than " + MOST + " bytes: split it");
            }
            this.parser = parser(path);
        } catch (NoSuchFileException e) {
            throw new UnreadableManifest(1, path + " does not exist");
        } catch (IOException | RuntimeException e) {
            throw unreadable(1, e);
        }
        List<String> missing = COLUMNS.stream().filter(each -> !parser.getHeaderMap().containsKey(each)).toList();
        if (!missing.isEmpty()) {
            close();
            throw new UnreadableManifest(1, path + ", line 1: the columns " + missing + " are missing; the first line must be "
                + String.join(",", COLUMNS));
        }
        this.records = parser.iterator();
    }

    /** The manifest itself. */
    public Path path() {
        return path;
    }

    /** Whether nothing is to be changed: the name ends in {@code .dry-run.csv}. */
    public boolean dryRun() {
        return dryRun(path);
    }

    static boolean dryRun(Path manifest) {
        return manifest.getFileName().toString().endsWith(".dry-run.csv");
    }

    /** Passes over rows whose results are there already. */
    void skip(long lastLine) {
        while (lastLine > 0 && hasNext() && parser.getCurrentLineNumber() <= lastLine) {
            records.next();
        }
    }

    /** @throws UnreadableManifest if it cannot be read on */
    @Override
    public boolean hasNext() {
        try {
            return records.hasNext();
        } catch (RuntimeException e) {
            throw unreadable(parser.getCurrentLineNumber() + 1, e);
        }
    }

    /** @throws UnreadableManifest if it cannot be read on */
    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        CSVRecord record = records.next();
        long line = parser.getCurrentLineNumber();
        if (!record.isConsistent()) {
            return new Row(this, line, "", null, "", "");   // any of its fields may be the password: none is repeated
        }
        return new Row(this, line, field(record, "file"), record.get("password"), field(record, "user"), field(record, "purpose"));
    }

    /** Closes the reader; results may still be added. */
    @Override
    public void close() {
        try {
            parser.close();
            results.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Results results() {
        return results;
    }

    private static String field(CSVRecord record, String column) {
        return record.isSet(column) ? record.get(column).strip() : "";
    }

    private static CSVParser parser(Path path) throws IOException {
        BufferedReader reader = new BufferedReader(   // a decoder that reports what is not UTF-8, instead of replacing it
            new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8.newDecoder()));
        try {
            reader.mark(1);
            if (reader.read() != '\uFEFF') {
                reader.reset();
            }
            return CSVParser.parse(reader, IN);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    // The parser's messages quote fields, and a field may be a password: they are not repeated.
    private UnreadableManifest unreadable(long line, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return new UnreadableManifest(line, path + ", near line " + line + ": not UTF-8; save it as CSV UTF-8");
            }
        }
        return new UnreadableManifest(line, path + ", near line " + line + ": not CSV as RFC 4180 has it ("
            + e.getClass().getSimpleName() + "); look for a quote that is not closed");
    }
}

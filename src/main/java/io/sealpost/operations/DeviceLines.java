package io.sealpost.operations;

import io.sealpost.delivery.Ownership;
import io.sealpost.delivery.Work;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Whose many devices are, as CSV (RFC 4180): a line does what stateOwner does, and has a result of its own. A file that cannot be read
 * as a whole changes nothing.
 */
@Component
class DeviceLines {
    private static final int MOST_LINES = 10_000;
    private static final String CERTIFICATE = "recipientCertificate";
    private static final List<String> NEEDED = List.of("device", "channel", "owner");
    private static final List<String> COLUMNS = List.of("device", "channel", "owner", CERTIFICATE);
    static final String EXAMPLE = "the first line must be " + String.join(",", NEEDED) + " or " + String.join(",", COLUMNS);
    private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
    private final ApiContract contract;
    private final Ownership ownership;
    private final Problems problems;

    DeviceLines(ApiContract contract, Ownership ownership, Problems problems) {
        this.contract = contract;
        this.ownership = ownership;
        this.problems = problems;
    }

    /** Reads all lines, and refuses those that cannot hold; nothing is stated yet. */
    public DeviceLine.Stated read(String body) throws IOException {
        var file = new DeviceLine.Stated();
        try (var parser = CSVParser.parse(new StringReader(body.startsWith("\uFEFF") ? body.substring(1) : body), CSV)) {
            var records = parser.iterator();
            var columns = columns(records.hasNext() ? records.next() : null);
            while (records.hasNext()) {
                file.lines.add(line(file, columns, records.next(), parser.getCurrentLineNumber()));
                if (file.lines.size() > MOST_LINES) {
                    throw Problems.refuse(HttpStatus.PAYLOAD_TOO_LARGE, "The file has more than " + MOST_LINES + " lines: split it.");
                }
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw Problems.refuse(HttpStatus.BAD_REQUEST, "The body is not CSV as RFC 4180 has it (" + e.getMessage()
                + "); look for a quote that is not closed. Nothing was stated.");
        }
        twice(file);
        return file;
    }

    private static List<String> columns(CSVRecord first) {
        var given = new ArrayList<String>();
        for (var name : first == null ? List.<String>of() : first) {
            given.add(COLUMNS.stream().filter(name.strip()::equalsIgnoreCase).findFirst().orElse(name));
        }
        var unknown = given.stream().filter(name -> !COLUMNS.contains(name)).toList();
        var missing = NEEDED.stream().filter(name -> !given.contains(name)).toList();
        if (!unknown.isEmpty() || !missing.isEmpty() || given.stream().distinct().count() < given.size()) {
            throw Problems.refuse(HttpStatus.BAD_REQUEST, "Columns are " + (!missing.isEmpty() ? "missing: " + missing
                : !unknown.isEmpty() ? "unknown: " + unknown : "given twice: " + given) + "; " + EXAMPLE
                + ", with commas between. Nothing was stated.");
        }
        return given;
    }

    private DeviceLine line(DeviceLine.Stated file, List<String> columns, CSVRecord record, long number) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < Math.min(columns.size(), record.size()); i++) {
            if (!record.get(i).isBlank() || NEEDED.contains(columns.get(i))) {
                fields.put(columns.get(i), record.get(i).strip());
            }
        }
        var line = new DeviceLine(file, number, fields);
        var odd = NEEDED.stream().filter(column -> line.field(column).chars().anyMatch(Character::isISOControl)).toList();
        if (record.size() != columns.size()) {
            line.refuse("The line has " + record.size() + " fields, and the first line " + columns.size()
                + "; put quotes around a field with a comma");
        } else if (!odd.isEmpty()) {
            line.refuse("Control characters in " + String.join(", ", odd) + "; take them out");
        } else {
            attempt(line, () -> contract.fits("DeviceLine", fields));
        }
        return line;
    }

    /** One device twice: which of its owners is meant, nobody knows. The same said again is needless. */
    private static void twice(DeviceLine.Stated file) {
        var all = file.lines.stream().collect(Collectors.groupingBy(DeviceLine::device));
        all.values().stream().filter(lines -> lines.size() > 1).forEach(lines -> {
            boolean same = lines.stream().map(DeviceLine::fields).distinct().count() == 1;
            var numbers = lines.stream().map(line -> String.valueOf(line.line())).collect(Collectors.joining(", "));
            lines.stream().skip(same ? 1 : 0).filter(line -> !line.refused()).forEach(line -> line.refuse(same
                ? "Line " + lines.get(0).line() + " says the same; take one out"
                : "The lines " + numbers + " say different things of this device; leave the right one, and send it again"));
        });
    }

    /** States one line, unless it was refused, as the PUT for one device does. Its refusal is a result, not an exception. */
    public List<Work> state(DeviceLine line) {
        List<Work> work = new ArrayList<>();
        if (line.file().failed && !line.refused()) {
            line.refuse("Not tried, because the gateway failed at a line before; send it again");
        }
        if (!line.refused()) {
            attempt(line, () -> {
                if (line.fields().containsKey(CERTIFICATE)) {
                    ownership.recipient(line.field("channel"), line.field("device"), pem(line.field(CERTIFICATE)));
                }
                work.addAll(ownership.state(line.field("channel"), line.field("device"), line.field("owner")));
            });
        }
        return work;
    }

    private void attempt(DeviceLine line, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            var problem = problems.of(e);
            line.file().failed |= problem.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR.value();
            line.refuse(problem.getDetail());
        }
    }

    private static String pem(String certificate) {
        return certificate.contains("-----BEGIN") ? certificate
            : "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n";
    }

    /** What became of each line, in their order. */
    public DeviceLine.Results results(DeviceLine.Stated file) {
        long refused = file.lines.stream().filter(DeviceLine::refused).count();
        return new DeviceLine.Results(file.lines.size() - refused, refused, file.lines.stream().map(DeviceLine::result).toList());
    }
}

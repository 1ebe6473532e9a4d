package io.sealpost.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A line of CSV that states whose a device is, and what became of it. */
final class DeviceLine {
    private final Stated file;
    private final long line;
    private final Map<String, String> fields;
    private String refusal;

    DeviceLine(Stated file, long line, Map<String, String> fields) {
        this.file = file;
        this.line = line;
        this.fields = fields;
    }

    /** All lines of one file; {@code failed} once something broke that is not a line's fault. */
    static final class Stated {
        final List<DeviceLine> lines = new ArrayList<>();
        boolean failed;

        public List<DeviceLine> getLines() {
            return lines;
        }
    }

    /** A line's result as the API shows it. */
    record Result(long line, String channel, String device, String result, String text) {
    }

    /** All results. */
    record Results(long stated, long refused, List<Result> results) {
    }

    long line() {
        return line;
    }

    Stated file() {
        return file;
    }

    Map<String, String> fields() {
        return fields;
    }

    String field(String column) {
        return fields.getOrDefault(column, "");
    }

    /** Channel and device: the same twice in a file is one too many. */
    List<String> device() {
        return List.of(field("channel"), field("device"));
    }

    boolean refused() {
        return refusal != null;
    }

    void refuse(String why) {
        refusal = why;
    }

    Result result() {
        return new Result(line, field("channel"), field("device"), refused() ? "REFUSED" : "STATED", refusal);
    }
}

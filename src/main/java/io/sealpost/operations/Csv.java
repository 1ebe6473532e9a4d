package io.sealpost.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A page as RFC 4180 has it, and the link to the next one (RFC 8288). */
final class Csv {
    private Csv() {
    }

    static String of(List<String> columns, List<List<Object>> rows) {
        var text = new StringBuilder();
        try (var csv = new CSVPrinter(text, CSVFormat.RFC4180.builder().setHeader(columns.toArray(String[]::new)).get())) {
            for (var row : rows) {
                csv.printRecord(row.stream().map(cell -> cell instanceof String said ? Column.plain(said) : cell));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static String link(String path, Map<String, Object> query, String next) {
        var again = new HashMap<>(query);
        again.put("after", next);
        var link = new StringBuilder("<").append(path);
        again.forEach((name, value) -> link.append(link.indexOf("?") < 0 ? '?' : '&').append(name).append('=')
                .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8)));
        return link.append(">; rel=\"next\"").toString();
    }
}

package io.sealpost.delivery;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Platform;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What an MDM of any kind, or an operator's script, says became of documents: CSV or JSON (docs/channels/file.md). */
@Component
@Transactional(readOnly = true)
public class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final long MOST = 8 << 20;
    private static final int TOLD = 20;
    private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setIgnoreHeaderCase(true)
        .setIgnoreEmptyLines(true).get();
    private static final List<String> COLUMNS = List.of("delivery", "device", "result", "code", "text", "certificates");
    private final JdbcClient jdbc;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    /** Refuses a channel of kind file whose devices would be given what nobody can take from a folder. */
    public Answers(Channels channels, JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        channels.ofKind("file").forEach(channel -> {
            String key = "sealpost.channels." + channel.name();
            if (!channel.format().equals(DocumentFormat.NAME)) {
                throw new IllegalStateException(key + ".format is '" + channel.format() + "': a channel of kind file needs the format "
                    + DocumentFormat.NAME + ", the others are made for the protocols of their MDMs and need their answers");
            }
            List<Platform> served = Arrays.stream(Platform.values()).filter(p -> channels.of(p).filter(channel::equals).isPresent())
                .toList();
            if (served.size() != 1) {
                throw new IllegalStateException(key + " serves " + served + ": nobody else says what its devices are, so assign exactly"
                    + " one platform to it under sealpost.platforms, and give each other platform a channel and folder of its own");
            }
        });
    }

    /**
     * Reads a file of answers. What is wrong with a line is logged with its cause and fix, and the others count.
     *
     * @param file its name ends in .csv or .json; UTF-8
     */
    public List<Report> read(Channel channel, Path file) throws IOException {
        String where = channel + ", answers " + file.getFileName();
        if (Files.size(file) > MOST) {
            LOG.warn("{}: it has more than {} bytes: split it", where, MOST);
            return List.of();
        }
        return read(channel, Files.readAllBytes(file), file.getFileName().toString().endsWith(".json"), where);
    }

    /** The same for answers that came as a message: JSON if they begin with a bracket or brace, else CSV. */
    public List<Report> read(Channel channel, byte[] body) {
        boolean object = body.length > 0 && (body[0] == '[' || body[0] == '{');
        return read(channel, body, object, channel + ", answers");
    }

    private List<Report> read(Channel channel, byte[] body, boolean object, String where) {
        List<Report> reports = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            List<Map<String, String>> lines = object ? objects(text) : lines(text);
            for (int i = 0; i < lines.size(); i++) {
                try {
                    reports.add(report(channel, lines.get(i)));
                } catch (IllegalArgumentException e) {
                    wrong.add("answer " + (i + 1) + ": " + e.getMessage());
                }
            }
        } catch (CharacterCodingException e) {
            wrong.add("it is not UTF-8: save it as UTF-8");
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            wrong.add("it is neither CSV with the columns " + COLUMNS + " nor JSON: " + NanomdmFormats.fit(e.getMessage(), 200));
        }
        wrong.stream().limit(TOLD).forEach(each -> LOG.warn("{}: {}", where, NanomdmFormats.fit(each, 400)));
        if (wrong.size() > TOLD) {
            LOG.warn("{}: {} more are wrong", where, wrong.size() - TOLD);
        }
        return reports;
    }

    private static List<Map<String, String>> lines(String text) throws IOException {
        try (CSVParser parser = CSVParser.parse(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text), CSV)) {
            known(parser.getHeaderNames());
            List<Map<String, String>> lines = new ArrayList<>();
            parser.forEach(line -> {
                Map<String, String> fields = new TreeMap<>();
                line.toMap().forEach((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), value.strip()));
                lines.add(fields);
            });
            return lines;
        }
    }

    private List<Map<String, String>> objects(String text) throws IOException {
        JsonNode read = json.readTree(text);
        List<Map<String, String>> objects = new ArrayList<>();
        for (JsonNode each : read.isArray() ? read : json.createArrayNode().add(read)) {
            Map<String, String> fields = new TreeMap<>();
            each.properties().forEach(field -> {
                List<String> values = new ArrayList<>();
                field.getValue().forEach(value -> values.add(value.asText()));
                fields.put(field.getKey(), field.getValue().isArray() ? String.join(" ", values) : field.getValue().asText().strip());
            });
            known(fields.keySet());
            objects.add(fields);
        }
        return objects;
    }

    private static void known(Iterable<String> names) {
        names.forEach(name -> {
            if (!COLUMNS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("'" + name + "' is unknown, take it out");
            }
        });
    }

    private Report report(Channel channel, Map<String, String> said) {
        String result = said.getOrDefault("result", "").toLowerCase(Locale.ROOT);
        return switch (result) {
            case "acknowledged" -> answer(channel, said, Report.Answer.ACKNOWLEDGED);
            case "failed" -> answer(channel, said, Report.Answer.FAILED);
            case "gone" -> answer(channel, said, Report.Answer.GONE);
            case "left" -> new Report(channel.name(), known(channel, said.getOrDefault("device", "")), Report.Event.LEFT, clock.instant(),
                null, null, null, null, null, null, List.of(), List.of());
            default -> throw new IllegalArgumentException("the result '" + result + "' is none of acknowledged, failed, gone, left");
        };
    }

    private String known(Channel channel, String device) {
        return jdbc.sql("select external_id from device where id = ? and state = ?")
            .params(Devices.id(channel.name(), device), Device.State.JOINED.name()).query(String.class).optional().orElseThrow(() ->
                new IllegalArgumentException("the channel has no device '" + device + "': name it as the manifests do"));
    }

    private Report answer(Channel channel, Map<String, String> said, Report.Answer answer) {
        String id = said.getOrDefault("delivery", "");
        Sent sent = find(channel, id).orElseThrow(() -> new IllegalArgumentException("the channel has no delivery '" + id
            + "': repeat what the manifest says"));
        boolean failed = answer == Report.Answer.FAILED;
        String code = said.getOrDefault("code", "");
        return new Report(channel.name(), sent.device, Report.Event.CONNECTED, clock.instant(), null, null, sent.command.toString(),
            answer, failed ? NanomdmFormats.fit(code.isEmpty() ? "failed" : code, 64) : null,
            failed ? NanomdmFormats.fit(said.getOrDefault("text", ""), 1024) : null,
            listed(said.getOrDefault("certificates", "")), List.of());
    }

    private Optional<Sent> find(Channel channel, String delivery) {
        return !delivery.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}") ? Optional.empty() : jdbc.sql("""
                select v.external_id, d.command from delivery d join device v on v.id = d.device where d.id = ? and v.channel = ?""")
            .params(UUID.fromString(delivery), channel.name())
            .query((row, n) -> new Sent(row.getString(1), row.getObject(2, UUID.class))).optional();
    }

    private static List<Report.Listed> listed(String certificates) {
        return Arrays.stream(certificates.split("[\\s;]+")).filter(c -> !c.isEmpty()).map(c -> {
            if (!c.matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException("'" + c + "' is no SHA-256 of a certificate: 64 hex digits, with spaces between them");
            }
            return new Report.Listed(null, false, null, null, c.toLowerCase(Locale.ROOT));
        }).toList();
    }

    private record Sent(String device, UUID command) {
    }
}

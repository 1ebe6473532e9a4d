package io.sealpost.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The text of the mail: a file that is read each time, UTF-8, whose first line is {@code Subject: …}. What stands in it as
 * {@code {name}}, {@code {device}}, {@code {links}} is filled in.
 */
@Component
@EnableConfigurationProperties(NoticeSettings.class)
class NoticeTemplate {
    private static final String SUBJECT = "Subject: ";
    private final NoticeSettings settings;

    /** @throws IllegalStateException if mails are to be sent and something for them is missing; names the key */
    NoticeTemplate(NoticeSettings settings) {
        this.settings = settings;
        if (settings.enabled()) {
            require(settings.from().matches("[^\\s@<>,;]+@[^\\s@<>,;]+"), "from", "one address that the mails come from");
            require(settings.pages().matches("https?://\\S+/"), "pages", "the URL at which users find the pages, with a slash at its end");
            read();
        }
    }

    private static void require(boolean good, String key, String what) {
        if (!good) {
            throw new IllegalStateException("sealpost.tell-user." + key + " must be " + what
                + ", or set sealpost.tell-user.enabled: false (docs/operations.md)");
        }
    }

    /** Subject and text. */
    record Filled(String subject, String text) {
    }

    /** @param clients what the user has to set up */
    Filled fill(String name, String device, List<MailClient> clients) {
        String text = read();
        int end = text.indexOf('\n');
        String page = settings.language().equals("fr") ? "fr" : "en";
        String links = String.join("\n", clients.stream().map(c -> "  " + settings.pages() + file(c, page)).toList());
        Map<String, String> values = Map.of("{name}", plain(name), "{device}", plain(device));
        String subject = text.substring(SUBJECT.length(), end).strip();
        String body = text.substring(end + 1).strip() + "\n";
        for (Map.Entry<String, String> each : values.entrySet()) {
            subject = subject.replace(each.getKey(), each.getValue());
            body = body.replace(each.getKey(), each.getValue());
        }
        return new Filled(subject, body.replace("{links}", links));
    }

    private static String file(MailClient client, String language) {
        String path = client.instructions(language);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Names come from directories and devices: one line each, whatever stands in them. */
    private static String plain(String value) {
        return value.replaceAll("\\p{Cntrl}", " ");
    }

    private String read() {
        Path file = settings.templates().resolve("tell-user." + settings.language() + ".txt");
        try {
            String text = Files.readString(file).replace("\r\n", "\n");
            if (!text.startsWith(SUBJECT) || text.indexOf('\n') < 0 || !text.contains("{links}")) {
                throw new IOException(file + " must begin with a line '" + SUBJECT + "…' and have {links} below it");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("The mail's text cannot be used: see sealpost.tell-user.templates and .language", e);
        }
    }
}

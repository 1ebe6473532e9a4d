package io.sealpost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tables for a terminal: a heading, rows that begin with a number, texts below a row; no line has more than 80 columns. */
final class Tables {
    private static final int WIDTH = 80;
    private static final int INDENT = 14;
    private final List<String> lines = new ArrayList<>();

    void head(String name, String note) {
        lines.add("");
        lines.add(name + (note.isEmpty() ? "" : ": " + note));
    }

    void row(long number, String words) {
        wrap(String.format(Locale.ROOT, "%,12d  ", number), words);
    }

    void text(String words) {
        wrap(" ".repeat(INDENT + 2), words);
    }

    /** Control characters, which a directory may hold, would be orders to the terminal. */
    private void wrap(String begin, String words) {
        StringBuilder line = new StringBuilder(begin);
        for (String word : words.replaceAll("\\p{Cntrl}", "?").split(" ")) {
            boolean begins = line.length() == begin.length();
            if (!begins && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(begin.length()));
                begins = true;
            }
            line.append(begins ? "" : " ").append(word);
        }
        lines.add(line.toString());
    }

    List<String> lines() {
        return lines;
    }
}

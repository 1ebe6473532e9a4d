package io.sealpost.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A window of a {@link UsnRead}: who was changed or deleted from one update sequence number to another, both included. */
public final class UsnWindow {
    private static final String RANGE = ";range=";

    private final UsnRead read;
    private final long from;
    private final long to;
    private final List<RawEntry> entries = new ArrayList<>();
    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean tooMany;

    UsnWindow(UsnRead read, long from, long to) {
        this.read = read;
        this.from = from;
        this.to = to;
    }

    /** The user's own filter is not in it: it decides on what was read, so that whoever leaves it shows. Computers are users, too. */
    public String getFilter() {
        return "(&(objectClass=user)(!(objectClass=computer))(uSNChanged>=" + from + ")"
            + (to == Long.MAX_VALUE ? "" : "(uSNChanged<=" + to + ")") + ")";
    }

    /** Where to look. */
    public String getBase() {
        return read.base();
    }

    /** Whether a long attribute came in part. */
    public boolean isIncomplete() {
        return !parts.isEmpty();
    }

    /** The next part to ask for. */
    public Part getPart() {
        return parts.peek();
    }

    List<RawEntry> page() {
        if (tooMany) {
            read.tooMany(from, to);
        } else {
            read.read(to, entries.size());
        }
        return entries.stream().map(read::understood).toList();
    }

    /** The error policy says so; what comes of it shows in {@link #page}: nobody handles what is thrown here. */
    void tooMany() {
        tooMany = true;
    }

    void took(List<RawEntry> found) {
        for (RawEntry raw : found) {
            Map<String, List<byte[]>> whole = new LinkedHashMap<>();
            raw.attributes().forEach((name, values) -> whole.merge(name.split(RANGE)[0], values, UsnWindow::both));
            raw.attributes().keySet().forEach(name -> further(name, raw.dn(), raw.text("objectGUID"), entries.size()));
            entries.add(new RawEntry(raw.dn(), whole));
        }
    }

    void tookPart(List<RawEntry> found) {
        Part part = parts.element();
        RawEntry so = entries.get(part.entry());
        String asked = part.attribute.split(RANGE)[0];
        String name = found.stream().flatMap(e -> e.attributes().keySet().stream()).filter(part::isAnsweredBy).findFirst()
            .orElseThrow(() -> new UncheckedIOException(new IOException(so.dn() + " does not show the rest of " + asked)));
        Map<String, List<byte[]>> whole = new LinkedHashMap<>(so.attributes());
        whole.merge(asked, found.get(0).attributes().get(name), UsnWindow::both);
        entries.set(part.entry(), new RawEntry(so.dn(), whole));
        parts.remove();
        further(name, so.dn(), so.text("objectGUID"), part.entry());
    }

    /** Ends with an asterisk at the last part: {@code memberOf;range=1500-*}. */
    private void further(String name, String dn, String guid, int entry) {
        int range = name.indexOf(RANGE);
        if (range >= 0 && !name.endsWith("-*")) {
            if (guid == null) {
                throw new UncheckedIOException(new IOException(dn + " has no objectGUID: may the bind account read it?"));
            }
            long next = Long.parseLong(name.substring(name.lastIndexOf('-') + 1)) + 1;
            parts.add(new Part(entry, Guids.filter("objectGUID", guid),
                name.substring(0, range).toLowerCase(Locale.ROOT) + RANGE + next + "-*"));
        }
    }

    private static List<byte[]> both(List<byte[]> some, List<byte[]> others) {
        List<byte[]> both = new ArrayList<>(some);
        both.addAll(others);
        return both;
    }

    /**
     * A further part of a long attribute.
     *
     * @param entry  its place among the entries
     * @param filter for the entry by its objectGUID: JNDI takes no base like that, and a DN might hold anything
     */
    public record Part(int entry, String filter, String attribute) {
        /** Only a part that goes on where the one before ended, and has values, brings us on. */
        private boolean isAnsweredBy(String name) {
            String begin = attribute.substring(0, attribute.length() - 1);
            String to = name.startsWith(begin) ? name.substring(begin.length()) : "";
            return to.equals("*") || to.matches("\\d+")
                && Long.parseLong(to) >= Long.parseLong(begin.substring(begin.indexOf(RANGE) + RANGE.length(), begin.length() - 1));
        }
    }
}

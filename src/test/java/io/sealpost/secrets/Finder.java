package io.sealpost.secrets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds pieces of many forms at once in one pass: windows of the forms are indexed by a rolling hash (Karp and Rabin, 1987), a hit is
 * compared and made as long as it can be.
 */
final class Finder {
    private static final int WINDOW = 16;
    /** Of a long form each fourth window is indexed: it is found as soon as 19 bytes of it stand there. */
    private static final int STRIDE = 4;
    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long LEAVING = power(BASE, WINDOW);

    private final List<Form> forms;
    private final long[] hashes;
    private final int[] form;
    private final int[] offset;
    private final long[] seen = new long[1 << 18];
    private final int mask;

    /** @throws IllegalArgumentException if a form is too short to be found */
    Finder(List<Form> forms) {
        this.forms = List.copyOf(forms);
        long windows = forms.stream().mapToLong(each -> each.bytes().length / stride(each) + 1).sum();
        int size = (int) Math.max(1024, Long.highestOneBit(windows) << 2);
        mask = size - 1;
        hashes = new long[size];
        form = new int[size];
        offset = new int[size];
        Arrays.fill(form, -1);
        for (int i = 0; i < this.forms.size(); i++) {
            var each = this.forms.get(i);
            if (each.bytes().length < WINDOW) {
                throw new IllegalArgumentException(each + " is too short");
            }
            for (int at = 0; at + WINDOW <= each.bytes().length; at += stride(each)) {
                put(hash(each.bytes(), at), i, at);
            }
        }
    }

    private static int stride(Form form) {
        return form.bytes().length < 4 * WINDOW ? 1 : STRIDE;
    }

    private static long power(long base, int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }

    private static long hash(byte[] bytes, int from) {
        long hash = 0;
        for (int i = from; i < from + WINDOW; i++) {
            hash = hash * BASE + bytes[i];
        }
        return hash;
    }

    /** The high bits depend on all bytes of the window. */
    private static int spread(long hash) {
        return (int) (hash >>> 32);
    }

    private void put(long hash, int which, int at) {
        int slot = spread(hash) & mask;
        while (form[slot] >= 0) {
            slot = slot + 1 & mask;
        }
        hashes[slot] = hash;
        form[slot] = which;
        offset[slot] = at;
        int bit = (int) (hash >>> 40);
        seen[bit >>> 6] |= 1L << bit;
    }

    /** What stands in these bytes: each secret of which a piece is in them, with the form of the first one. */
    Map<String, String> find(byte[] content) {
        var found = new TreeMap<String, String>();
        if (content.length < WINDOW) {
            return found;
        }
        long hash = hash(content, 0);
        for (int at = 0; ; at++) {
            int bit = (int) (hash >>> 40);
            if ((seen[bit >>> 6] >>> bit & 1) != 0) {
                look(content, at, hash, found);
            }
            if (at + WINDOW >= content.length) {
                return found;
            }
            hash = hash * BASE + content[at + WINDOW] - LEAVING * content[at];
        }
    }

    private void look(byte[] content, int at, long hash, Map<String, String> found) {
        for (int slot = spread(hash) & mask; form[slot] >= 0; slot = slot + 1 & mask) {
            if (hashes[slot] == hash) {
                var here = forms.get(form[slot]);
                int length = length(content, at, here.bytes(), offset[slot]);
                if (length >= Math.min(here.least(), here.bytes().length)) {
                    found.putIfAbsent(here.secret(), here.form());
                }
            }
        }
    }

    private static int length(byte[] content, int at, byte[] bytes, int offset) {
        int back = 0;
        while (back < at && back < offset && content[at - back - 1] == bytes[offset - back - 1]) {
            back++;
        }
        int ahead = 0;
        while (at + ahead < content.length && offset + ahead < bytes.length && content[at + ahead] == bytes[offset + ahead]) {
            ahead++;
        }
        return back + ahead;
    }

    /** How many windows are indexed. */
    int size() {
        return (int) Arrays.stream(form).filter(each -> each >= 0).count();
    }
}

package io.sealpost.directory;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that users come from.
 *
 * @param name   its name under {@code sealpost.directories}
 * @param kind   picks the route {@code read-<kind>}
 * @param filter RFC 4515
 */
public record Directory(String name, String kind, String url, String bindDn, String base, String filter,
                        DirectorySettings.Attributes map, int pageSize, Duration timeout, Secret password) {

    /** The certificates' attributes: RFC 4523 and RFC 2798; the first is asked for as {@code ;binary}. */
    static final List<String> CERTIFICATES = List.of("userCertificate", "userSMIMECertificate");

    /** The bind password. Redacts itself. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "redacted";
        }
    }

    /** The attributes to ask for, separated by commas. */
    public String attributes() {
        return Stream.concat(Stream.of(map.id(), map.upn(), map.uid(), map.mail(), map.aliases(), map.displayName(), map.groups()),
            Stream.of("userCertificate;binary", "userSMIMECertificate")).filter(a -> !a.isBlank()).collect(Collectors.joining(","));
    }

    String filterFor(String nameOrAddress) {
        String value = escape(nameOrAddress);
        String any = Stream.of(map.upn(), map.uid(), map.mail(), map.aliases()).filter(a -> !a.isBlank())
            .map(a -> "(" + a + "=" + value + ")").collect(Collectors.joining());
        return "(&" + filter + "(|" + any + "))";
    }

    /** For endpoint options that want milliseconds. */
    public long timeoutMillis() {
        return timeout.toMillis();
    }

    /** RFC 4515, 3: what would end or widen a filter is written as two hex digits; so is everything that is not ASCII. */
    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : value.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            boolean plain = b >= 0x20 && b < 0x7f && "*()\\".indexOf(b) < 0;
            escaped.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\%02x", b & 0xff));
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return "directory " + name + " (" + kind + ")";
    }
}

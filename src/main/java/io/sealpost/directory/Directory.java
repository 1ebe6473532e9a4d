package io.sealpost.directory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that users come from.
 *
 * @param name      its name under {@code sealpost.directories}
 * @param kind      picks the route {@code read-<kind>}
 * @param urls      its servers, the first one that answers is asked
 * @param tls       a spring.ssl.bundle, or blank for the JVM's own trust
 * @param startTls  whether ldap:// connections turn to TLS before the log-in (RFC 4513)
 * @param filter    RFC 4515: who is in scope
 * @param groups    DNs; who is in none of them, directly or through others, is out of scope; empty for everybody
 * @param disabled  RFC 4515: whose account is disabled; empty if the directory does not say it
 * @param fullEvery at least so often all is read, and not only what changed
 * @param sentinels ids, UPNs or uids of entries that no good read lacks
 * @param publishing how certificates are brought back into it
 */
public record Directory(String name, String kind, List<String> urls, String tls, boolean startTls, String bindDn, String base,
                        String filter, List<String> groups, String disabled, DirectorySettings.Attributes map, int pageSize,
                        Duration timeout, Duration fullEvery, List<String> sentinels, Secret password, Publishing publishing) {

    /** The bind password. Redacts itself. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "redacted";
        }
    }

    /**
     * @param bindDn     of the account that writes; it has no other use
     * @param names      the attributes that are written, as they are asked for
     * @param after      published then, also if not all devices have the certificate
     */
    public record Publishing(boolean enabled, String bindDn, Secret password, List<String> names, Duration after) {
        /** The attributes that may be written, separated by commas. */
        public String attributes() {
            return String.join(",", names);
        }

        /** As it is written here, for example {@code userCertificate;binary}; empty if this one is not written. */
        Optional<String> attribute(String plain) {
            return names.stream().filter(n -> n.split(";", 2)[0].equalsIgnoreCase(plain)).findFirst();
        }
    }

    /** The same server and account, with another base, filter and mapping. */
    Directory with(String otherBase, String otherFilter, DirectorySettings.Attributes otherMap) {
        return new Directory(name, kind, urls, tls, startTls, bindDn, otherBase, otherFilter, groups, disabled, otherMap, pageSize,
            timeout, fullEvery, sentinels, password, publishing);
    }

    /** The attributes to ask for, separated by commas. */
    public String attributes() {
        Stream<String> ours = Stream.of(map.id(), map.upn(), map.uid(), map.mail(), map.aliases(), map.displayName(), map.groups());
        Stream<String> scopes = Stream.concat(Stream.of(scope()), disabling().stream()).flatMap(s -> s.attributes().stream())
            .filter(a -> !a.equalsIgnoreCase("userCertificate"));
        Preset preset = Preset.of(kind);
        Map<String, String> asked = new LinkedHashMap<>();
        Stream.of(ours, preset.certificates().stream(), scopes, preset.more().stream()).flatMap(s -> s).filter(a -> !a.isBlank())
            .forEach(a -> asked.putIfAbsent(a.toLowerCase(Locale.ROOT), a));
        return String.join(",", asked.values());
    }

    /** Whether its servers are domain controllers. */
    public boolean isActiveDirectory() {
        return kind.equals(ActiveDirectory.KIND);
    }

    /** The attribute that is the users' stable id. */
    public String idAttribute() {
        return map.id();
    }

    /** What it is read by, hashed: where a read ended serves no other one. */
    String readBy() {
        String said = String.join("\n", base, filter, disabled, attributes());
        return StagedEntry.sha256(said.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** What an entry must show: its id, and, if the filter asks for it, objectClass, which every entry has (RFC 4512, 2.4.2). */
    List<String> needed() {
        boolean asked = scope().attributes().stream().anyMatch("objectClass"::equalsIgnoreCase);
        return asked ? List.of(map.id(), "objectClass") : List.of(map.id());
    }

    /** Whether scope can be decided on what a look-up finds: of Active Directory only the read itself knows groups within groups. */
    boolean decidesFound() {
        return !kind.equals("active-directory");
    }

    Scope scope() {
        return Scope.of(filter, "sealpost.directories." + name + ".filter");
    }

    Optional<Scope> disabling() {
        return disabled.isBlank() ? Optional.empty() : Optional.of(Scope.of(disabled, "sealpost.directories." + name + ".disabled"));
    }

    /** A filter for the entries with these ids, as {@link EntryTexts#id} wrote them; those known by DN or hash have none. */
    static Optional<String> idFilter(String attribute, String id) {
        if (id.contains("=") || id.startsWith("sha256:")) {
            return Optional.empty();
        }
        if (attribute.equalsIgnoreCase("objectGUID")) {
            return Guids.is(id) ? Optional.of(Guids.filter(attribute, id)) : Optional.empty(); // a sentinel may be another name
        }
        String text = "(" + attribute + "=" + escape(id) + ")";
        boolean hex = id.length() % 2 == 0 && id.matches("[0-9a-f]+");
        return Optional.of(hex ? text + "(" + attribute + "=" + id.replaceAll("..", "\\\\$0") + ")" : text);
    }

    /** For the entries that the sentinel may name. */
    String sentinelFilter(String sentinel) {
        String value = escape(sentinel);
        return Stream.of(map.upn(), map.uid()).filter(a -> !a.isBlank()).map(a -> "(" + a + "=" + value + ")")
            .collect(Collectors.joining()) + idFilter(map.id(), sentinel).orElse("");
    }

    String filterFor(String nameOrAddress) {
        String value = escape(nameOrAddress);
        String any = Stream.of(map.upn(), map.uid(), map.mail()).filter(a -> !a.isBlank())
            .map(a -> "(" + a + "=" + value + ")").collect(Collectors.joining());
        // for a directory that compares as Active Directory does, SMTP: is the same
        String alias = map.aliases().isBlank() ? "" : "(" + map.aliases() + "=smtp:" + value + ")";
        return "(&" + filter + "(|" + any + alias + "))";
    }

    /** For endpoint options that want milliseconds. */
    public long timeoutMillis() {
        return timeout.toMillis();
    }

    /** RFC 4515, 3: what would end or widen a filter is written as two hex digits; so is everything that is not ASCII. */
    static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
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

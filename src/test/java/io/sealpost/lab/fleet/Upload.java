package io.sealpost.lab.fleet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A multipart/form-data body (RFC 7578) with one file.
 *
 * @param fileName of the part named profile
 * @param file     its bytes
 * @param fields   the other parts' texts, by name
 */
record Upload(String fileName, byte[] file, Map<String, List<String>> fields) {
    private static final Set<String> KNOWN = Set.of("team_id", "fleet_id", "labels_include_all", "labels_include_any",
            "labels_exclude_any");
    private static final Pattern NAME = Pattern.compile("(?i)Content-Disposition: *form-data;.*\\bname=\"([^\"]*)\".*");
    private static final Pattern FILE = Pattern.compile("(?i).*\\bfilename=\"([^\"]*)\".*");

    static Upload read(String contentType, byte[] body) {
        var boundary = contentType == null ? null
                : contentType.replaceFirst("(?i)^multipart/form-data; *boundary=\"?([^\";]+)\"?.*$", "$1");
        if (boundary == null || boundary.equals(contentType)) {
            throw FleetRefused.bad("failed to parse multipart form: request Content-Type isn't multipart/form-data");
        }
        var latin = new String(body, StandardCharsets.ISO_8859_1);
        var fields = new TreeMap<String, List<String>>();
        String fileName = null;
        byte[] file = null;
        var parts = ("\r\n" + latin).split(Pattern.quote("\r\n--" + boundary), -1);
        if (parts.length < 3 || !parts[parts.length - 1].startsWith("--")) {
            throw FleetRefused.bad("failed to parse multipart form: multipart: NextPart: EOF");
        }
        for (var part : Arrays.copyOfRange(parts, 1, parts.length - 1)) {
            int head = part.indexOf("\r\n\r\n");
            var disposition = head < 0 ? ""
                    : part.substring(0, head).lines().filter(l -> NAME.matcher(l).matches()).findFirst().orElse("");
            var name = NAME.matcher(disposition);
            if (!name.matches()) {
                throw FleetRefused.bad("failed to parse multipart form: a part without a name");
            }
            var content = part.substring(head + 4).getBytes(StandardCharsets.ISO_8859_1);
            var named = FILE.matcher(disposition);
            if (name.group(1).equals("profile") && named.matches() && file == null) {
                fileName = new String(named.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                file = content;
            } else if (KNOWN.contains(name.group(1))) {
                fields.computeIfAbsent(name.group(1), key -> new ArrayList<>()).add(new String(content, StandardCharsets.UTF_8));
            } else {
                throw FleetRefused.bad("unknown field " + name.group(1));
            }
        }
        if (file == null) {
            throw FleetRefused.bad("no file headers for profile");
        }
        return new Upload(fileName, file, fields);
    }
}

package io.sealpost.directory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The configured directories, by name. */
@Component
@EnableConfigurationProperties(DirectorySettings.class)
public class Directories {
    private final Map<String, Directory> directories = new TreeMap<>();

    Directories(DirectorySettings settings) {
        settings.directories().forEach((name, s) -> directories.put(name, new Directory(name, s.kind(), s.servers(), s.tls(), s.startTls(),
            s.bindDn(), s.base(), filter(s), s.groups(), Preset.or(s.disabled(), Preset.of(s.kind()).disabled()),
            Preset.of(s.kind()).with(s.attributes()), s.pageSize(), s.timeout(), s.fullEvery(), s.sentinels(),
            new Directory.Secret(s.password()), publishing(s))));
        directories.values().forEach(Directory::attributes); // a filter that is none is named at the start
    }

    private static Directory.Publishing publishing(DirectorySettings.Settings s) {
        DirectorySettings.Publish publish = s.publish();
        return new Directory.Publishing(publish.enabled(), publish.bindDn(), new Directory.Secret(publish.password()),
            publish.attributes().isEmpty() ? Preset.of(s.kind()).certificates() : publish.attributes(), publish.after());
    }

    /** Whether one is configured under this name: users outlive the configuration. */
    boolean knows(String name) {
        return directories.containsKey(name);
    }

    /** With the groups: on what was read each of them counts as one that the user is in, also if it is through others. */
    private static String filter(DirectorySettings.Settings s) {
        Preset preset = Preset.of(s.kind());
        String filter = Preset.or(s.filter(), preset.filter());
        String attribute = preset.with(s.attributes()).groups();
        return s.groups().isEmpty() ? filter : "(&" + filter + "(|" + s.groups().stream()
            .map(g -> "(" + attribute + "=" + Directory.escape(g) + ")").collect(Collectors.joining()) + "))";
    }

    /**
     * The directory of this name.
     *
     * @throws UnknownDirectory if none is configured under it
     */
    public Directory get(String name) {
        Directory directory = directories.get(name);
        if (directory == null) {
            throw new UnknownDirectory("No directory " + name + ": add it under sealpost.directories, or use one of "
                + directories.keySet());
        }
        return directory;
    }

    /** All directories, ordered by name. */
    public Collection<Directory> all() {
        return directories.values();
    }

    /** This one, or all where the name is null or empty. */
    public List<Directory> named(String name) {
        return name == null || name.isBlank() ? List.copyOf(all()) : List.of(get(name));
    }

    /**
     * What an operator asked for.
     *
     * @param body  may name a directory
     * @param query may ask for a dry run
     */
    public SyncRequest request(Map<String, Object> body, Map<String, Object> query) {
        return new SyncRequest((String) body.get("directory"), "true".equals(query.get("dryRun")));
    }

    /** One part for each directory that is to be read: of a request, or of the name of a directory; empty means all. */
    public List<SyncRequest.Part> requested(Object request) {
        SyncRequest asked = request instanceof SyncRequest r ? r : new SyncRequest((String) request, false);
        return named(asked.directory()).stream().map(d -> new SyncRequest.Part(d, asked.dryRun())).toList();
    }

    /** A filter (RFC 4515) for the one user with this UPN, uid or address, within the directory's own filter; escaped. */
    public String filterFor(Directory directory, String nameOrAddress) {
        return directory.filterFor(nameOrAddress);
    }
}

package io.sealpost.directory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The configured directories, by name. */
@Component
@EnableConfigurationProperties(DirectorySettings.class)
public class Directories {
    private final Map<String, Directory> directories = new TreeMap<>();

    Directories(DirectorySettings settings) {
        settings.directories().forEach((name, s) -> directories.put(name, new Directory(name, s.kind(), s.url(), s.bindDn(), s.base(),
            s.filter(), s.attributes(), s.pageSize(), s.timeout(), new Directory.Secret(s.password()))));
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

    /** A filter (RFC 4515) for the one user with this UPN, uid or address, within the directory's own filter; escaped. */
    public String filterFor(Directory directory, String nameOrAddress) {
        return directory.filterFor(nameOrAddress);
    }
}

package io.sealpost.directory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What route read-active-directory needs to know of Active Directory (MS-ADTS): from the first question to the last window. */
@Component
public class ActiveDirectory {
    static final String KIND = "active-directory";
    private static final Logger LOG = LoggerFactory.getLogger(ActiveDirectory.class);
    private final Map<String, String> findings = new ConcurrentHashMap<>();

    /**
     * A read, from what the rootDSE says.
     *
     * @param since where the last run ended; null to read everything
     */
    public UsnRead begin(Directory directory, String since, List<RawEntry> rootDse) {
        return new UsnRead(directory, since, one(rootDse, "The rootDSE of " + directory.name()));
    }

    /** Takes the domain controller's NTDS Settings: only with the same invocationId do its update sequence numbers go on. */
    public UsnRead servedBy(UsnRead read, List<RawEntry> settings) {
        return read.servedBy(one(settings, "The NTDS Settings " + read.getService()));
    }

    /** Takes whether the container Deleted Objects shows: without it nobody can tell who was deleted, and everything is read. */
    public UsnRead seesDeleted(UsnRead read, List<RawEntry> found) {
        String directory = read.directory().name();
        boolean sees = found.stream().anyMatch(e -> e.text("isDeleted") != null); // its name alone may show
        if (!sees) {
            String finding = "The bind account may not read CN=Deleted Objects," + read.getDomain() + ", so each run reads everything;"
                + " grant it List Contents and Read Property there (docs/directories.md)";
            if (!finding.equals(findings.put(directory, finding))) {
                LOG.warn("{}: {}", directory, finding);
            }
        } else {
            findings.remove(directory);
        }
        return read.seesDeleted(sees);
    }

    /** Takes a group of the configuration and the groups within it. */
    public void nested(UsnRead read, UsnRead.Group group, List<RawEntry> groups) {
        read.nested(group, groups);
    }

    /** The next window. */
    public UsnWindow window(UsnRead read) {
        return read.window();
    }

    /** Takes the entries of a window. */
    public void took(UsnWindow window, List<RawEntry> entries) {
        window.took(entries);
    }

    /** Takes a further part of a long attribute (MS-ADTS, 3.1.1.3.1.3.3). */
    public void tookPart(UsnWindow window, List<RawEntry> entries) {
        window.tookPart(entries);
    }

    /** The entries of a window that was read to its end. */
    public List<RawEntry> page(UsnWindow window) {
        return window.page();
    }

    /** The server has more entries in the window than it gives at once. */
    public List<RawEntry> tooMany(UsnWindow window) {
        window.tooMany();
        return List.of();
    }

    /** By directory: what the account lacks, with the fix. */
    public Map<String, String> findings() {
        return new TreeMap<>(findings);
    }

    private static RawEntry one(List<RawEntry> found, String what) {
        if (found.size() != 1) {
            throw new PlanRefused(what + " does not show; is it a domain controller, and may the bind account read?");
        }
        return found.get(0);
    }
}

package io.sealpost.operations;

import io.sealpost.directory.Directories;
import io.sealpost.directory.Directory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How the last run of each directory ended. */
@Component
@Transactional(readOnly = true)
@ManagedResource(objectName = "io.sealpost:type=Syncs", description = "The runs of the directory sync")
public class SyncFigures {
    private final JdbcClient database;
    private final Directories directories;

    SyncFigures(JdbcClient database, Directories directories) {
        this.database = database;
        this.directories = directories;
    }

    @ManagedAttribute(description = "For each configured directory its last run, dry runs left out: directory, state (READING,"
            + " REFUSED, APPLYING, DONE, FAILED, …, or NEVER), startedAt and endedAt (UTC), seconds it took, entries read, of about how"
            + " many and how many a second while it reads, users added, changed and suspended, text (why it failed or was refused)")
    public List<Map<String, Object>> getLastRuns() {
        return directories.all().stream().map(this::last).toList();
    }

    private Map<String, Object> last(Directory directory) {
        var run = new LinkedHashMap<String, Object>();
        run.put("directory", directory.name());
        database.sql("select * from sync where directory = ? and not dry_run order by started_at desc fetch first 1 rows only")
                .param(directory.name()).query(SyncView::of).optional().ifPresentOrElse(last -> {
                    run.put("state", last.state());
                    run.put("startedAt", last.startedAt().toString());
                    run.put("endedAt", last.endedAt() == null ? null : last.endedAt().toString());
                    run.put("seconds", last.endedAt() == null ? null : Duration.between(last.startedAt(), last.endedAt()).toSeconds());
                    run.put("entries", last.entries());
                    run.put("expected", last.expected());
                    run.put("perSecond", last.entriesPerSecond());
                    run.put("added", last.added());
                    run.put("changed", last.changed());
                    run.put("suspended", last.suspended());
                    run.put("text", last.text());
                }, () -> run.put("state", "NEVER"));
        return run;
    }
}

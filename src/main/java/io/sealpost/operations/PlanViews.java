package io.sealpost.operations;

import io.sealpost.operations.PlanView.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a run would change, or changed: its plan, a page at a time. */
@Component
@Transactional(readOnly = true)
class PlanViews {
    private final JdbcClient database;
    private final SyncViews syncs;

    PlanViews(JdbcClient database, SyncViews syncs) {
        this.database = database;
        this.syncs = syncs;
    }

    /** A page; the query is checked by the contract (getPlan). */
    public Plan list(String id, Map<String, Object> query) {
        var sync = syncs.get(id);
        var page = Page.of(query);
        // between two numbers: H2 would sort all that is left for "the first so many after this one"
        var found = database.sql("select * from sync_change where sync = ? and seq between ? and ? order by seq")
                .params(sync.id(), after(page) + 1, after(page) + page.fetch()).query(PlanView::of).list();
        if (found.isEmpty() && page.after() == null && sync.added() + sync.changed() + sync.suspended() > 0) {
            throw Problems.refuse(HttpStatus.GONE, "The plan of run " + id + " is not kept any more: a later one took its place, or"
                    + " another run waits for an approval. A dry run shows what a run would do now.");
        }
        var shown = page.shown(found);
        var next = page.isLast(found) ? null : String.valueOf(shown.get(shown.size() - 1).row());
        var csv = "csv".equals(query.get("format"));
        return new Plan(sync.id(), sync.directory(), sync.state(), sync.planHash(), shown, next, csv ? csv(shown) : null,
                next == null ? null : "</api/v1/syncs/" + sync.id() + "/plan?format=csv&limit=" + page.limit() + "&after=" + next
                        + ">; rel=\"next\"");
    }

    private static int after(Page page) {
        if (page.after() == null) {
            return 0;
        }
        if (!page.after().matches("\\d{1,9}")) {
            throw Problems.refuse(HttpStatus.BAD_REQUEST, "'after' is the 'next' of the page before, as it was given.");
        }
        return Integer.parseInt(page.after());
    }

    private static String csv(List<PlanView> rows) {
        var text = new StringBuilder();
        try (var csv = new CSVPrinter(text, CSVFormat.RFC4180.builder().setHeader("who", "externalId", "what", "why", "reason").get())) {
            for (var row : rows) {
                csv.printRecord(Column.plain(row.who()), Column.plain(row.externalId()), row.what(), row.why(), row.reason());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}

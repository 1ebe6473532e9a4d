package io.sealpost.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes edited route files into the running gateway, and never takes away a route that works: files are checked together as at
 * the start, and those that do not hold are put aside until they are mended.
 */
@Component
class RouteReload {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private final RouteContract contract;
    private final LiveRoutes routes;
    private final RoutesInUse inUse;
    private RouteFiles live;
    private Map<String, String> seen = Map.of();
    private Map<String, String> judged = Map.of();
    private volatile List<RejectedFile> rejected = List.of();

    RouteReload(RouteContract contract, RouteFiles checkedRoutes, LiveRoutes routes, RoutesInUse inUse) {
        this.contract = contract;
        this.live = checkedRoutes;
        this.routes = routes;
        this.inUse = inUse;
    }

    /** The files that were edited and do not run; empty if everything that was saved runs. */
    List<RejectedFile> rejected() {
        return rejected;
    }

    /**
     * Looks at the folder once. Files are taken when two looks see the same, so that none is read while it is written.
     *
     * @throws IOException if the folder cannot be read
     */
    synchronized void look() throws IOException {
        Map<String, String> now = inUse.edited();
        if (!now.equals(seen)) {
            seen = now;
        } else if (!now.equals(judged)) {
            judged = now;
            judge(RouteFiles.parsed(now));
        }
    }

    private void judge(RouteFiles edited) throws IOException {
        List<Finding> found = new ArrayList<>();
        Set<String> aside = new TreeSet<>();
        RouteFiles next = acceptable(edited, found, aside);
        if (!live.differences(next).isEmpty()) {
            Set<String> names = live.differences(next);
            try {
                routes.exchange(live, next);
                live = next;
                inUse.write(live);
                LOG.info("Route files taken: {}", names);
            } catch (LiveRoutes.Busy e) {
                judged = Map.of(); // at the next look again
                names.forEach(name -> found.add(new Finding(name, 0, e.getMessage(), "Wait; it is tried again")));
                aside.addAll(names);
            } catch (Exception e) { // Camel may throw anything where a route does not start; the old ones run again
                LOG.error("Route files do not start: {}", names, e);
                names.forEach(name -> found.add(edited.byName().containsKey(name)
                    ? BuildFailure.finding(e, edited.byName().get(name), edited)
                    : new Finding(name, 0, "It cannot be taken away: " + e.getMessage(), "Bring it back")));
                aside.addAll(names);
            }
        }
        show(edited, aside, found);
    }

    /** The edited files without those that have findings; where only others have, without any edit. */
    private RouteFiles acceptable(RouteFiles edited, List<Finding> found, Set<String> aside) {
        RouteFiles next = edited;
        for (Set<String> changed = live.differences(next); !changed.isEmpty(); changed = live.differences(next)) {
            List<Finding> wrong = findings(next, changed);
            if (wrong.isEmpty()) {
                break;
            }
            found.addAll(wrong);
            Set<String> guilty = new HashSet<>();
            wrong.forEach(f -> guilty.add(f.file()));
            guilty.retainAll(changed);
            Set<String> back = guilty.isEmpty() ? changed : guilty;
            aside.addAll(back);
            next = next.with(back, live);
        }
        return next;
    }

    private List<Finding> findings(RouteFiles next, Set<String> changed) {
        List<Finding> wrong = new ArrayList<>(contract.check(next));
        changed.stream().filter(name -> next.byName().containsKey(name)).map(next.byName()::get)
            .flatMap(f -> f.top("rest")).forEach(rest -> wrong.add(rest.finding("rest: is read at the start only",
                "Start the gateway again, or undo the edit")));
        return wrong;
    }

    private void show(RouteFiles edited, Set<String> aside, List<Finding> found) {
        List<RejectedFile> now = aside.stream().map(name -> new RejectedFile(name, about(name, edited, found))).toList();
        if (!now.equals(rejected)) {
            now.forEach(file -> LOG.warn("Put aside, what ran before runs on: {}", file.findings().get(0)));
        }
        rejected = now;
    }

    /** What names the file; where nothing does, why it is still kept as it was. */
    private static List<Finding> about(String name, RouteFiles edited, List<Finding> found) {
        List<Finding> own = found.stream().filter(f -> f.file().equals(name)).distinct().toList();
        if (!own.isEmpty()) {
            return own;
        }
        List<Finding> others = new ArrayList<>(found.stream().distinct().limit(5).toList());
        others.add(0, edited.byName().containsKey(name) ? new Finding(name, 0, "It does not fit to other files", "Mend this first: "
            + others.get(0)) : new Finding(name, 0, "The file is gone, and others need it", "Bring it back, or take away the calls"));
        return others;
    }
}

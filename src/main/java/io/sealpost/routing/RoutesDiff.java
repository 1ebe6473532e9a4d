package io.sealpost.routing;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code routes diff}: what was edited since it was shipped, as a unified diff. Status 0 if nothing was, 1 if something was. */
@Command(name = "diff", mixinStandardHelpOptions = true, description = "Shows what was edited in the route files since they were"
    + " shipped. Takes the gateway's own arguments, such as --sealpost.routes=…")
final class RoutesDiff implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return RoutesCommand.call(spec, arguments, false, RoutesDiff::diff);
    }

    private static int diff(Configuration configuration, PrintWriter out) throws IOException {
        Map<String, String> shipped = ShippedRoutes.texts();
        Map<String, String> edited = ShippedRoutes.edited(configuration.routes());
        TreeSet<String> names = new TreeSet<>(shipped.keySet());
        names.addAll(edited.keySet());
        names.removeIf(name -> edited.containsKey(name) && edited.get(name).equals(shipped.get(name)));
        for (String name : names) {
            if (!shipped.containsKey(name)) {
                out.println("Only here: " + name);
            } else if (!edited.containsKey(name)) {
                out.println("Only shipped: " + name);
            } else {
                List<String> old = shipped.get(name).lines().toList();
                UnifiedDiffUtils.generateUnifiedDiff("shipped/" + name, "edited/" + name, old,
                    DiffUtils.diff(old, edited.get(name).lines().toList()), 3).forEach(out::println);
            }
        }
        if (names.isEmpty()) {
            out.println(shipped.size() + " route files, all as shipped");
        }
        return names.isEmpty() ? 0 : 1;
    }
}

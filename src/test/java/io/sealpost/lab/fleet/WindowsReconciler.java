package io.sealpost.lab.fleet;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import io.sealpost.lab.windows.Status;

/**
 * What one check-in of a PC does (server/service/microsoft_mdm.go, server/mdm/microsoft/reconcile.go): removals by a Delete for each
 * node, installs, an install that met a 418 once more with Replace. What is for users waits until one has signed in.
 */
final class WindowsReconciler {
    private WindowsReconciler() {
    }

    static void run(Host host, Collection<FleetProfile> profiles) {
        var wanted = profiles.stream().filter(each -> each.team() == host.team)
                .filter(each -> each.labels().isEmpty() || each.labels().stream().anyMatch(host.labels::contains)).toList();
        remove(host, wanted);
        for (var profile : wanted) {
            var applied = host.applied.computeIfAbsent(profile.uuid(), uuid -> new Host.Applied(profile));
            if (applied.status.equals("pending") && (host.pc.signedIn() || !profile.forUsers())) {
                install(host, applied);
            } else if (applied.status.equals("verifying")) {
                verify(host, applied);
            }
        }
    }

    private static void remove(Host host, List<FleetProfile> wanted) {
        var kept = wanted.stream().flatMap(each -> each.uris().stream()).collect(Collectors.toSet());
        for (var applied : new ArrayList<>(host.applied.values())) {
            if (wanted.contains(applied.profile)) {
                continue;
            }
            boolean waits = applied.profile.forUsers() && !host.pc.signedIn() && !applied.status.equals("pending");
            applied.operation = "remove";
            if (waits) {
                continue;
            }
            var deletes = applied.profile.uris().stream().filter(uri -> !kept.contains(uri)).map(uri -> of("Delete", uri))
                    .collect(Collectors.joining());
            host.pc.execute(CmdIds.assign(deletes));   // best effort: what cannot be deleted counts as done
            host.applied.remove(applied.profile.uuid());
        }
    }

    private static void install(Host host, Host.Applied applied) {
        var text = applied.profile.text();
        host.pc.keep(applied.profile.forUsers() ? "user" : "device", text);
        var statuses = host.pc.execute(CmdIds.assign(text));
        if (statuses.stream().anyMatch(each -> each.data() == 418)) {
            statuses = host.pc.execute(CmdIds.assign(text.replace("<Add>", "<Replace>").replace("</Add>", "</Replace>")));
        }
        boolean good = statuses.stream().allMatch(each -> each.data() == 200);
        applied.status = !good ? "failed" : applied.profile.forUsers() ? "verified" : "verifying";
        applied.detail = statuses.stream().filter(each -> each.data() != 200 && each.uri() != null && each.data() != 215)
                .map(each -> each.uri() + ": status " + each.data()).collect(Collectors.joining(", "));
    }

    /** osquery reads back what was set for the device. */
    private static void verify(Host host, Host.Applied applied) {
        var gets = applied.profile.uris().stream().map(uri -> of("Get", uri)).collect(Collectors.joining());
        boolean same = host.pc.execute(CmdIds.assign(gets)).stream().map(Status::result)
                .allMatch(value -> value != null && applied.profile.text().contains(">" + value + "<") && !isEmpty(value));
        applied.status = same ? "verified" : "failed";
    }

    private static String of(String verb, String uri) {
        return "<" + verb + "><Item><Target><LocURI>" + uri + "</LocURI></Target></Item></" + verb + ">";
    }

    private static boolean isEmpty(String base64) {
        return Base64.getDecoder().decode(base64).length == 0;
    }
}

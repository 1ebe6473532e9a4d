package io.sealpost.lab.windows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Executes commands in their order, and an Atomic as a whole or not at all (oma-dm-protocol-support.md). */
final class Executor {
    private final Tree tree;
    private final Stores stores;

    Executor(Tree tree, Stores stores) {
        this.tree = tree;
        this.stores = stores;
    }

    List<Status> execute(String body, boolean signedIn) {
        var statuses = new ArrayList<Status>();
        try {
            var ids = new HashSet<String>();
            for (var command : SyncMl.read(body)) {
                if (command.verb().equals("Atomic")) {
                    atomic(command, signedIn, ids, statuses);
                } else {
                    statuses.add(run(command, signedIn, ids));
                }
            }
        } catch (CspRefused refused) {
            statuses.add(new Status(null, "SyncBody", null, refused.status(), null, refused.getMessage()));
        }
        return statuses;
    }

    private void atomic(Command atomic, boolean signedIn, Set<String> ids, List<Status> statuses) {
        var before = tree.copy(stores.copy());
        var inner = new ArrayList<Status>();
        boolean failed = !fresh(atomic.id(), ids);
        for (var command : atomic.commands()) {
            if (failed) {
                inner.add(new Status(command.id(), command.verb(), command.uri(), 215, null, "not executed"));
                continue;
            }
            var status = command.verb().equals("Atomic") || command.verb().equals("Get")
                    ? new Status(command.id(), command.verb(), command.uri(), 500, null, "an Atomic holds no " + command.verb())
                    : run(command, signedIn, ids);
            failed = status.data() != 200;
            inner.add(status);
        }
        statuses.add(new Status(atomic.id(), "Atomic", null, failed ? 507 : 200, null, failed ? "one of its commands failed" : null));
        if (failed) {
            tree.become(before);
            inner.replaceAll(each -> each.data() == 200
                    ? new Status(each.cmdRef(), each.cmd(), each.uri(), 216, null, "rolled back") : each);
        }
        statuses.addAll(inner);
    }

    private Status run(Command command, boolean signedIn, Set<String> ids) {
        try {
            if (!fresh(command.id(), ids)) {
                throw new CspRefused(400, "no CmdID of its own");
            }
            return new Status(command.id(), command.verb(), command.uri(), 200, tree.run(command, signedIn), null);
        } catch (CspRefused refused) {
            return new Status(command.id(), command.verb(), command.uri(), refused.status(), null, refused.getMessage());
        }
    }

    private static boolean fresh(String id, Set<String> ids) {
        return id != null && !id.isBlank() && ids.add(id);
    }
}

package io.sealpost.secrets;

import io.sealpost.lab.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;

/** What goes wrong in a run, because most leaks are in what is said about it; and what a run does beyond the first delivery. */
final class Incidents {
    private final CanaryRun run;
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>(Map.of("ca: request arrived", new AtomicInteger(2),
        "mdm: command arrived", new AtomicInteger(2), "directory: page served", new AtomicInteger(1)));

    Incidents(CanaryRun run) {
        this.run = run;
    }

    /** Returns when all is well again. */
    void happen() throws IOException {
        run.world().listen(this::fail);
        mistakesInTheManifest();
        run.bean(ProducerTemplate.class).sendBody("jms:queue:users", "no id");
        var people = run.world().people();
        var device = run.world().phones().stream().filter(each -> !each.settings().namesOwner()).findFirst().orElseThrow();
        run.world().changeOwner(device, people.get(people.indexOf(device.owner()) == 0 ? 1 : 0));
        var again = run.world().phones().get(1);
        again.join();
        var late = run.world().join(people.get(2));
        run.await("each server has failed", () -> failures.values().stream().allMatch(left -> left.get() <= 0));
        run.await("a change of owner, a device that joined again and a late one", () -> proven(device) && proven(again) && proven(late));
        var imports = run.world().options().gatewayFolder().resolve("import");
        run.await("results of the import", () -> Files.exists(imports.resolve("mistakes.csv.result.csv"))
            && !Files.exists(imports.resolve("broken.csv")));
        run.await("a dead letter", () -> !Queues.in(run, "dead-letters").isEmpty());
    }

    /** The server breaks the connection off. */
    private void fail(String moment) {
        var left = failures.get(moment);
        if (left != null && left.getAndDecrement() > 0) {
            throw new IllegalStateException("an incident of the lab: " + moment);
        }
    }

    private boolean proven(Device device) {
        return run.world().lacks(device).isEmpty()
            && run.world().gateway().device(device.udid()).path("state").asText().equals("VERIFIED");
    }

    private void mistakesInTheManifest() throws IOException {
        var imports = run.world().options().gatewayFolder().resolve("import");
        var file = run.world().people().get(0).uid() + "-1.pfx";
        var password = run.own().get(CanaryRun.MISPLACED);
        var heading = "file,password,user,purpose\r\n";
        Files.writeString(imports.resolve("mistakes.csv"), heading + file + "," + password + ",anna@example.com,\r\n" // another's
            + "none.pfx," + password + ",anna@example.com,\r\n" // no such file
            + password + ",anna@example.com,smimeEncryption\r\n" // the file is forgotten
            + file + ",x," + password + ",anna@example.com,\r\n"); // a comma in the password
        Files.writeString(imports.resolve("broken.csv"), heading + file + ",\"" + password + "\"x,anna@example.com,\r\n" + "\"");
    }
}

package io.sealpost.operations;

import io.sealpost.escrow.KekFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The command {@code init}: makes an installation that starts. It asks nothing, and overwrites nothing. */
@CommandLine.Command(name = "init", mixinStandardHelpOptions = true, description =
        "Makes a configuration, a key-encryption key with a recovery sheet and a backup, and an account to log in with.")
public final class Init implements Callable<Integer> {
    private final Clock clock;
    @CommandLine.Parameters(arity = "0..1", defaultValue = ".", description = "the installation's folder (default: this one)")
    private Path folder;
    @CommandLine.Option(names = "--if-missing", description = "where there is an installation already, do nothing and succeed")
    private boolean ifMissing;
    @CommandLine.Option(names = "--recovery-sheet", paramLabel = "FILE", description = "take the key from this sheet, not a new one")
    private Path recoverySheet;
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec command;

    /** As the command line starts it. */
    public Init() {
        this(Clock.systemUTC());
    }

    Init(Clock clock) {
        this.clock = clock;
    }

    /** @return 0 if there is a proven installation now; 1 if not, and then nothing was made */
    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        folder = folder.normalize();
        Installation installation = new Installation(folder);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            err.println("Nothing was made: " + folder + " is a file. Name a folder; it need not exist.");
            return 1;
        }
        List<Path> made = new ArrayList<>();
        try {
            List<Path> keys = installation.keys();
            if (!keys.isEmpty()) {
                (ifMissing ? out : err).println(keys.get(0) + " exists: there is an installation already, and its key is never "
                    + "overwritten." + (ifMissing ? "" : " To make another one, name another folder."));
                return ifMissing ? 0 : 1;
            }
            KekFiles kek = KekFiles.in(folder, recoverySheet == null ? "kek-" + clock.instant().atZone(ZoneOffset.UTC).getYear()
                : KekFiles.nameOn(recoverySheet));
            made.addAll(kek.all().stream().filter(Files::notExists).toList());
            made.add(installation.file());
            SecureRandom random = new SecureRandom();
            List<Path> copied = installation.copyShipped();
            made.addAll(copied);
            kek.make(recoverySheet, clock.instant(), random);
            NewAccount.Made admin = NewAccount.make("admin", EnumSet.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER), random);
            installation.write(kek, admin);
            say(out, installation, kek, admin, copied);
            return 0;
        } catch (IOException | RuntimeException e) {
            err.println("Nothing was made: " + reason(e) + takenBack(made));
            return 1;
        }
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.AccessDeniedException denied
            ? denied.getFile() + " cannot be written: run this as a user who may, or name another folder"
            : e instanceof java.nio.file.FileAlreadyExistsException exists ? exists.getFile() + " exists, and is not overwritten"
            : e.getMessage() + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")");
    }

    /** A key that wrapped nothing is worth nothing, but half an installation would stop the next try. */
    private static String takenBack(List<Path> made) {
        StringBuilder left = new StringBuilder();
        Collections.reverse(made);
        for (Path file : made) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                left.append(". Delete ").append(file).append(" before you try again");
            }
        }
        return left.toString();
    }

    private void say(PrintWriter out, Installation installation, KekFiles kek, NewAccount.Made admin, List<Path> copied) {
        if (!copied.isEmpty()) {
            out.println("Copied " + copied.size() + " files of the release that were missing below config/ and routes/.");
        }
        out.println("""
            Made the key-encryption key %1$s, and proved that it can be had back: what it wrapped was opened with the key from
            the recovery sheet, and with the key from the backup.

              %2$s  the key; its password is in
              %3$s
              %4$s  which key and accounts the gateway uses

            Now, in this order:
              1. Print %5$s, put it into a safe, delete the file.
              2. Take %6$s away, to where backups are, and its password to another place.
              3. Account admin (looks, starts syncs, approves), password %7$s
                 It is shown this once; the configuration has its hash only.
              4. Start:  %8$sjava -jar sealpost.jar
                 The log says what to configure next.""".formatted(kek.name(), kek.keystore(), kek.password(), installation.file(),
            kek.sheet(), kek.backup(), admin.password(), folder.toString().isEmpty() ? "" : "cd " + folder + " && "));
    }
}

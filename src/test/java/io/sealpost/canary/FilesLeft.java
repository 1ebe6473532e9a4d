package io.sealpost.canary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files that the gateway wrote. */
final class FilesLeft {
    /** Where a process writes what nobody told it to write elsewhere. */
    private static final List<Path> TEMPORARY = List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of(""));
    /** The build's own, and the run's, whose parts are places of their own. */
    private static final Path BUILD = Path.of("target");

    private FilesLeft() {
    }

    /** The gateway's own folder without what people put there: the import folder and the configuration. */
    static Stream<Found> of(CanaryRun run, Predicate<String> which) {
        var folder = run.world().options().gatewayFolder();
        return read(folder, file -> {
            var name = folder.relativize(file).toString().replace('\\', '/');
            boolean input = name.startsWith("config/") || name.startsWith("import/") && !name.endsWith(".result.csv");
            return !input && which.test(name);
        });
    }

    static Set<Path> present() {
        var present = new HashSet<Path>();
        for (var folder : TEMPORARY) {
            try (var files = Files.list(folder)) {
                files.forEach(present::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return present;
    }

    /** What was not there before; what another process of this machine makes meanwhile is read along. */
    static Stream<Found> since(Set<Path> before) {
        return present().stream().filter(each -> !before.contains(each) && !each.equals(BUILD)).sorted()
            .flatMap(each -> read(each, file -> Files.isReadable(file)));
    }

    private static Stream<Found> read(Path folder, Predicate<Path> which) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file) && which.test(file)).map(FilesLeft::content).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Found content(Path file) {
        try {
            return new Found(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException gone) {
            return new Found(file.toString(), new byte[0]); // deleted while we look: nothing lies there
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

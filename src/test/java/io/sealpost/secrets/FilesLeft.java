package io.sealpost.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
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

    /** What was not there before: each process of the tests has a temporary folder of its own (pom.xml). */
    static Stream<Found> since(Set<Path> before) {
        return present().stream().filter(each -> !before.contains(each) && !each.equals(BUILD)).sorted()
            .flatMap(each -> read(each, file -> true));
    }

    private static Stream<Found> read(Path folder, Predicate<Path> which) {
        var found = new ArrayList<Found>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && which.test(file)) {
                        try {
                            found.add(new Found(file.toString(), Files.readAllBytes(file)));
                        } catch (IOException e) {
                            return visitFileFailed(file, e);
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
                        return FileVisitResult.CONTINUE; // deleted while we look, or another user's
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    return e == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }
}

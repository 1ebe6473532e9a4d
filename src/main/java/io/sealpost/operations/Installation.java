package io.sealpost.operations;

import io.sealpost.escrow.KekFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** An installation's folder, as {@code init} makes it: config/, routes/ and what the key-encryption key needs. */
record Installation(Path folder) {
    private static final String SHIPPED = "release/";

    /** What {@code init} decided: imported by config/application.yaml, which stays as it was shipped. */
    Path file() {
        return config().resolve("installation.yaml");
    }

    private Path config() {
        return folder.resolve("config");
    }

    /** What shows that {@code init} was here before: its file, or a keystore. */
    List<Path> keys() throws IOException {
        if (!Files.isDirectory(config())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(config())) {
            return files.filter(file -> file.equals(file()) || file.getFileName().toString().endsWith(".p12")).sorted().toList();
        }
    }

    /**
     * Copies what the release's configuration has and this folder lacks; the routes only as a whole, since a missing route file may
     * have been deleted on purpose.
     *
     * @return what was copied
     */
    List<Path> copyShipped() throws IOException {
        boolean routes = Files.notExists(folder.resolve("routes"));
        List<Path> copied = new ArrayList<>();
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:" + SHIPPED + "**/*.*")) {
            String url = resource.getURL().toString();
            Path target = folder.resolve(url.substring(url.lastIndexOf("/" + SHIPPED) + 1 + SHIPPED.length()));
            if (Files.notExists(target) && (routes || target.startsWith(config()))) {
                Files.createDirectories(target.getParent());
                try (InputStream content = resource.getInputStream()) {
                    Files.copy(content, target);
                }
                copied.add(target);
            }
        }
        return copied;
    }

    void write(KekFiles kek, NewAccount.Made account) throws IOException {
        Files.createFile(file());
        Files.writeString(file(), """
            # Made by `init`: which key and which accounts this installation uses. config/application.yaml imports it, and what
            # stands here wins; new accounts come from `java -jar sealpost.jar account NAME ROLE...`.
            sealpost:
              escrow:
                kek: %1$s
                keks:   # the password is a file of config/secrets/ whose name is its key
                  %1$s: {keystore: config/%1$s.p12, alias: %1$s}
              accounts:
            """.formatted(kek.name()) + account.yaml());
    }
}

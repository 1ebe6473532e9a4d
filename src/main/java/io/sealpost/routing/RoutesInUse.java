package io.sealpost.routing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The folder of route files, and the copy of what runs in the folder routes-in-use of sealpost.data, for people. */
@Component
@EnableConfigurationProperties(RoutingSettings.class)
class RoutesInUse {
    private final Path routes;
    private final Path copy;

    RoutesInUse(RoutingSettings settings) {
        this.routes = settings.routes();
        this.copy = settings.data().resolve("routes-in-use");
    }

    /** The texts as they are saved now, by file name. */
    Map<String, String> edited() throws IOException {
        return RouteFiles.texts(routes);
    }

    /** Makes the copy the same as these files. */
    void write(RouteFiles files) throws IOException {
        Files.createDirectories(copy);
        List<Path> old;
        try (Stream<Path> all = Files.walk(copy)) {
            old = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : old) {
            if (!files.byName().containsKey(routes.resolve(copy.relativize(file)).toString())) {
                Files.delete(file);
            }
        }
        for (RouteFile file : files.byName().values()) {
            Path target = copy.resolve(routes.relativize(Path.of(file.name())));
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.text());
        }
    }
}

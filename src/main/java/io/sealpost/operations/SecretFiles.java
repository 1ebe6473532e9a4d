package io.sealpost.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Warns of secrets that others may read: each file of {@code sealpost.secrets}, and a recovery sheet that was not taken away. */
@Component
@EnableConfigurationProperties(SecretFiles.Settings.class)
class SecretFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);
    private final Path secrets;
    private final Path folder;

    SecretFiles(Settings settings, @Value("${user.dir}") Path folder) {
        this.secrets = settings.secrets();
        this.folder = folder;
    }

    /** The key {@code sealpost.secrets}; spring.config.import in config/application.yaml reads the files themselves. */
    @ConfigurationProperties("sealpost")
    record Settings(@DefaultValue("config/secrets/") Path secrets) {
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() throws IOException {
        for (Path file : files(secrets, Integer.MAX_VALUE)) {
            if (readableByOthers(file)) {
                LOG.warn("Everybody on this machine may read the secret {}: chmod o-rwx {}", file, file);
            }
        }
        for (Path file : files(folder, 1)) {
            if (file.getFileName().toString().matches("recovery-sheet-.*\\.txt")) {
                LOG.warn("{} holds the key to all of escrow in the clear: print it, put it into a safe, delete the file", file);
            }
        }
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static boolean readableByOthers(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix")
            && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }
}

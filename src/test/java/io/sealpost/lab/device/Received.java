package io.sealpost.lab.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a device received, file by file in order, for tools that are not ours: {@code received/<nnn>-<what>}. */
final class Received {
    private final Path folder;
    private int count;

    Received(Path device) {
        folder = device.resolve("received");
    }

    synchronized void keep(String what, byte[] bytes) {
        try {
            Files.write(Files.createDirectories(folder).resolve(String.format("%03d-%s", ++count, what)), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.sealpost.directory;

/** A directory was named that is not configured. */
public class UnknownDirectory extends IllegalArgumentException {
    UnknownDirectory(String message) {
        super(message);
    }
}

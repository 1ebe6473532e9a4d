package io.sealpost.escrow;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Iterator;

/** An import manifest, read row by row. */
public final class Manifest implements Iterator<Row>, Closeable {
    /** The manifest itself. */
    public Path path() {
        throw new UnsupportedOperationException();
    }

    /** Whether nothing is to be changed. */
    public boolean dryRun() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasNext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Row next() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}

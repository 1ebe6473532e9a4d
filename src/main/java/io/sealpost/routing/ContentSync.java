package io.sealpost.routing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchRequest;
import io.sealpost.directory.RawEntry;

/**
 * The pages of one refresh (RFC 4533): what changed since the cookie, or everything. A thread takes them from the socket as they are
 * asked for: a few pages are in memory at a time. A read that failed stays failed; it never looks like one that has come to its end.
 */
final class ContentSync implements Iterator<List<RawEntry>>, Closeable {
    private static final Object END = new Object();

    private final LDAPConnection connection;
    private final int pageSize;
    private final boolean supported;
    private final Refresh refresh;
    private final BlockingQueue<Object> taken = new ArrayBlockingQueue<>(2); // pages, and what ended them
    private List<RawEntry> filling = new ArrayList<>();   // the thread's own
    private List<RawEntry> page;
    private boolean ended;
    private volatile boolean closed;
    private RuntimeException failure;

    /** @param cookie null to read everything */
    ContentSync(LDAPConnection connection, SearchRequest search, String idAttribute, int pageSize, String cookie, boolean supported) {
        this.connection = connection;
        this.pageSize = pageSize;
        this.supported = supported;
        // a deleted entry is known by its entryUUID only: where the users have another id, only a read of everything shows who left
        this.refresh = new Refresh(connection, search, idAttribute, idAttribute.equalsIgnoreCase("entryUUID") ? cookie : null, this::add);
        if (supported) {
            Thread reader = new Thread(this::read, "ldap-sync");
            reader.setDaemon(true);
            reader.start();
        } else {
            ended = true;
            connection.close();
        }
    }

    /** Whether the server can do this; else there are no pages. */
    public boolean isSupported() {
        return supported;
    }

    /** Whether all entries were read, so that what is not among them is gone. Known at the end only. */
    public boolean isFull() {
        return refresh.full();
    }

    /** Where the next refresh goes on from; known at the end only. */
    public String getCookie() {
        if (!ended || failure != null) {
            throw new IllegalStateException("The refresh has not come to its end");
        }
        return refresh.cookie();
    }

    private void read() {
        try {
            refresh.run();
            hand(filling);
            hand(END);
        } catch (IOException e) {
            hand(e);
        } catch (RuntimeException e) {
            hand(new IOException("The answer cannot be read: " + e, e));
        }
    }

    private void add(RawEntry entry) {
        filling.add(entry);
        if (filling.size() == pageSize) {
            hand(filling);
            filling = new ArrayList<>(pageSize);
        }
    }

    private void hand(Object item) {
        try {
            while (!taken.offer(item, 1, TimeUnit.SECONDS)) {
                if (closed) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.close();
        }
    }

    @Override
    public boolean hasNext() {
        if (failure != null) {
            throw failure;
        }
        if (page == null && !ended) {
            page = take();
        }
        return page != null;
    }

    @Override
    public List<RawEntry> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<RawEntry> next = page;
        page = null;
        return next;
    }

    /** Null at the end. The thread always puts its end or its failure last: each message it waits for has a timeout. */
    @SuppressWarnings("unchecked")
    private List<RawEntry> take() {
        try {
            Object item = taken.take();
            if (item instanceof IOException cause) {
                throw fail(cause);
            }
            if (item == END) {
                ended = true;
                return null;
            }
            List<RawEntry> entries = (List<RawEntry>) item;
            return entries.isEmpty() ? take() : entries;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fail(new IOException("The read was interrupted", e));
        }
    }

    @Override
    public void close() {
        closed = true;
        if (!ended && failure == null) {
            fail(new IOException("The read was given up before its end"));
        }
        connection.close();
    }

    private RuntimeException fail(IOException cause) {
        failure = new UncheckedIOException(cause);
        return failure;
    }
}

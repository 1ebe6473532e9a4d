package io.sealpost.routing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.sealpost.directory.RawEntry;

/**
 * The pages of one search (RFC 2696), read as they are asked for: one page in memory at a time. A read that failed stays failed;
 * it never looks like one that has come to its end.
 */
final class LdapPages implements Iterator<List<RawEntry>>, Closeable {
    private final LDAPConnection connection;
    private final SearchRequest search;
    private final int pageSize;
    private final List<Control> more;
    private ASN1OctetString cookie;
    private boolean ended;
    private RuntimeException failure;

    LdapPages(LDAPConnection connection, SearchRequest search, int pageSize) {
        this.connection = connection;
        this.search = search;
        this.pageSize = pageSize;
        this.more = search.getControlList();
    }

    @Override
    public boolean hasNext() {
        if (failure != null) {
            throw failure;
        }
        return !ended;
    }

    @Override
    public List<RawEntry> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            search.setControls(Stream.concat(Stream.of(new SimplePagedResultsControl(pageSize, cookie, true)), more.stream())
                .toArray(Control[]::new));
            SearchResult result = connection.search(search);
            if (result.getReferenceCount() > 0) {
                throw fail(new IOException("The directory answered with a referral, which is not followed: name the server that holds "
                    + search.getBaseDN()));
            }
            SimplePagedResultsControl page = SimplePagedResultsControl.get(result);
            if (page == null) {
                throw fail(new IOException("The directory did not answer in pages (RFC 2696), although it had to: nobody knows whether"
                    + " it sent everything"));
            }
            cookie = page.getCookie();
            ended = !page.moreResultsToReturn();
            return result.getSearchEntries().stream().map(LdapEntries::raw).toList();
        } catch (LDAPSearchException e) {
            throw fail(new IOException("The directory ended the search with " + e.getResultCode() + ": " + e.getMessage(), e));
        } catch (LDAPException e) {
            throw fail(new IOException("The directory's paging cannot be read: " + e.getMessage(), e));
        }
    }

    @Override
    public void close() {
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

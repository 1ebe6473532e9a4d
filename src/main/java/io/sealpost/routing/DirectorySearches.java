package io.sealpost.routing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import javax.naming.CompositeName;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.ReferralException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;

import io.sealpost.directory.Directory;

/**
 * The context that camel-ldap searches one directory with: a connection for each search, at most {@value #MOST} entries for each, no
 * referrals. It takes base names as they are; in JNDI's own, slashes and backslashes would mean something else.
 */
final class DirectorySearches extends InitialDirContext {
    /** What Active Directory returns at once (MaxPageSize), by default. */
    private static final int MOST = 1000;

    private final Directory directory;
    private final DirectoryContexts contexts;
    private final boolean reads;

    DirectorySearches(Directory directory, DirectoryContexts contexts, boolean reads) throws NamingException {
        super(true);
        this.directory = directory;
        this.contexts = contexts;
        this.reads = reads;
    }

    @Override
    public NamingEnumeration<SearchResult> search(String base, String filter, SearchControls controls) throws NamingException {
        InitialLdapContext context = contexts.open(directory, reads);
        try {
            controls.setCountLimit(MOST);
            CompositeName name = base.isEmpty() ? new CompositeName() : (CompositeName) new CompositeName().add(base);
            return new Found(all(context.search(name, filter, controls)).iterator());
        } catch (ReferralException e) {
            throw new PartialResultException("The directory refers to " + e.getReferralInfo()
                + ", which is not followed: name the server that holds " + base);
        } finally {
            context.close();
        }
    }

    private static List<SearchResult> all(NamingEnumeration<SearchResult> found) throws NamingException {
        List<SearchResult> all = new ArrayList<>();
        while (found.hasMore()) {
            all.add(found.next());
            if (all.size() > MOST) {
                throw new SizeLimitExceededException("More than " + MOST + " entries");
            }
        }
        return all;
    }

    @Override
    public void close() {
        // nothing is open between two searches
    }

    private record Found(Iterator<SearchResult> results) implements NamingEnumeration<SearchResult> {
        @Override
        public boolean hasMore() {
            return results.hasNext();
        }

        @Override
        public boolean hasMoreElements() {
            return results.hasNext();
        }

        @Override
        public SearchResult next() {
            return results.next();
        }

        @Override
        public SearchResult nextElement() {
            return results.next();
        }

        @Override
        public void close() {
            // all is in memory
        }
    }
}

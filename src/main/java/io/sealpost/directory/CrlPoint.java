package io.sealpost.directory;

import java.net.URI;

/**
 * Where a CRL is, for a route that fetches it.
 *
 * @param url           as certificates name it; http or https
 * @param timeoutMillis for connecting, and for the answer
 */
public record CrlPoint(String url, long timeoutMillis) {
    /** Scheme, host and port. */
    public String server() {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** What follows, up to the query. */
    public String path() {
        return URI.create(url).getRawPath();
    }

    /** The query; null if there is none. */
    public String query() {
        return URI.create(url).getRawQuery();
    }
}

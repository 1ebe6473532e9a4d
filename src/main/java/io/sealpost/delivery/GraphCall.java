package io.sealpost.delivery;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One call of Microsoft Graph.
 *
 * @param path  with the version, percent-encoded
 * @param query percent-encoded; null for none
 * @param json  UTF-8; null without a body
 */
record GraphCall(String method, String path, String query, byte[] json) {
    /**
     * The page after this one (OData JSON 4.01, @odata.nextLink), null after the last. Only the link's path and query: calls go to
     * the configured host and no other.
     */
    static GraphCall after(JsonNode page) {
        String link = page.path("@odata.nextLink").asText("");
        if (link.isEmpty()) {
            return null;
        }
        int path = link.indexOf('/', link.indexOf("://") + 3);
        int query = link.indexOf('?');
        return query < 0 ? new GraphCall("GET", link.substring(path), null, null)
            : new GraphCall("GET", link.substring(path, query), link.substring(query + 1), null);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}

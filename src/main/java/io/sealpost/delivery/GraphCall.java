package io.sealpost.delivery;

/**
 * One call of Microsoft Graph.
 *
 * @param path  with the version, percent-encoded
 * @param query percent-encoded; null for none
 * @param json  UTF-8; null without a body
 */
record GraphCall(String method, String path, String query, byte[] json) {
    @Override
    public String toString() {
        return method + " " + path;
    }
}

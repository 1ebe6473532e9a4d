package io.sealpost.payload.windows;

/**
 * One node of the management tree as a profile adds it (OMA DM 1.2, SyncML Add with one Item).
 *
 * @param uri    LocURI, beginning with ./User or ./Device
 * @param format of Meta: node, chr, int, bool, b64
 * @param data   null for an inner node
 */
record Node(String uri, String format, String data) {
    @Override
    public String toString() {
        return "Node[" + uri + ", " + format + "]";
    }
}

package io.sealpost.lab.windows;

import java.util.List;

/**
 * One command of a SyncML message (SyncML 1.2).
 *
 * @param verb     Add, Replace, Delete, Get, Exec or Atomic
 * @param id       CmdID, or null
 * @param uri      LocURI of its item; null for Atomic
 * @param format   Format of its item's Meta, or null
 * @param data     its item's Data, or null
 * @param commands of an Atomic; else empty
 */
record Command(String verb, String id, String uri, String format, String data, List<Command> commands) {
    @Override
    public String toString() {
        return verb + " " + uri;
    }
}

package io.sealpost.lab.windows;

/**
 * What became of a command (SyncML 1.2, Status).
 *
 * @param cmdRef the command's CmdID, or null
 * @param cmd    its verb
 * @param uri    its LocURI; null for Atomic
 * @param data   the code, for example 200
 * @param result of a Get: the node's value; else null
 * @param why    what the event log would say; null if it went well
 */
public record Status(String cmdRef, String cmd, String uri, int data, String result, String why) {
}

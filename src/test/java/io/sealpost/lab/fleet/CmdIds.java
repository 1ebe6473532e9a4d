package io.sealpost.lab.fleet;

import java.util.UUID;
import java.util.regex.Pattern;

/** The CmdIDs that Fleet gives the commands of a profile when it sends them. */
final class CmdIds {
    private static final Pattern COMMAND = Pattern.compile("<(Atomic|Add|Replace|Delete|Get|Exec)>(?!<CmdID>)");

    private CmdIds() {
    }

    static String assign(String commands) {
        return COMMAND.matcher(commands).replaceAll(command -> command.group() + "<CmdID>" + UUID.randomUUID() + "</CmdID>");
    }
}

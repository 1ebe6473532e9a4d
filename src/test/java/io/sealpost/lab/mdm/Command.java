package io.sealpost.lab.mdm;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;

/**
 * An MDM command as enqueued, checked against Apple's command schemas (apple/device-management, mdm/commands).
 *
 * @param uuid        CommandUUID
 * @param requestType Command.RequestType
 * @param raw         the whole plist
 */
public record Command(String uuid, String requestType, byte[] raw) {
    /** For each request type of the lab: its keys and their types; those that end in an asterisk are required. */
    private static final Map<String, Map<String, String>> KEYS = Map.of(
            "InstallProfile", Map.of("Payload", "data*"),
            "RemoveProfile", Map.of("Identifier", "string*"),
            "ProfileList", Map.of("ManagedOnly", "boolean"),
            "CertificateList", Map.of("ManagedOnly", "boolean"),
            "DeviceInformation", Map.of("Queries", "array*"));

    /**
     * Reads a command.
     *
     * @throws IllegalArgumentException if it is no XML plist, or has a request type, key or type that Apple does not document
     */
    static Command read(byte[] raw) {
        var top = Plists.dictionary(raw);
        if (!Set.of(top.allKeys()).equals(Set.of("CommandUUID", "Command"))) {
            throw new IllegalArgumentException("invalid command: it has the keys " + new TreeSet<>(Set.of(top.allKeys())));
        }
        var uuid = Plists.string(top, "CommandUUID");
        if (uuid == null || uuid.isEmpty() || !(top.objectForKey("Command") instanceof NSDictionary command)) {
            throw new IllegalArgumentException("invalid command: it needs a CommandUUID and a Command");
        }
        var requestType = Plists.string(command, "RequestType");
        var keys = requestType == null ? null : KEYS.get(requestType);
        if (keys == null) {
            throw new IllegalArgumentException("invalid command: unknown RequestType " + requestType);
        }
        check(command, requestType, keys);
        return new Command(uuid, requestType, raw);
    }

    private static void check(NSDictionary command, String requestType, Map<String, String> keys) {
        for (var key : command.allKeys()) {
            if (key.equals("RequestType")) {
                continue;
            }
            var type = keys.get(key);
            var value = command.objectForKey(key);
            if (type == null || !type.replace("*", "").equals(Plists.type(value))) {
                throw new IllegalArgumentException("invalid command: " + requestType
                        + " does not document " + key + " as " + Plists.type(value));
            }
            if (value instanceof NSArray array) {
                for (var item : array.getArray()) {
                    if (!Plists.type(item).equals("string")) {
                        throw new IllegalArgumentException("invalid command: " + key + " holds a " + Plists.type(item));
                    }
                }
            }
        }
        keys.forEach((key, type) -> {
            if (type.endsWith("*") && !command.containsKey(key)) {
                throw new IllegalArgumentException("invalid command: " + requestType + " needs " + key);
            }
        });
    }

    @Override
    public String toString() {
        return requestType + " " + uuid;
    }
}

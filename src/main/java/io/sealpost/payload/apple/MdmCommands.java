package io.sealpost.payload.apple;

import java.util.UUID;

/** MDM commands as XML property lists in UTF-8 (Apple, device-management, mdm/commands). */
public final class MdmCommands {
    private MdmCommands() {
    }

    public static byte[] installProfile(UUID commandUuid, byte[] profile) {
        throw new UnsupportedOperationException();
    }

    public static byte[] removeProfile(UUID commandUuid, String identifier) {
        throw new UnsupportedOperationException();
    }

    public static byte[] certificateList(UUID commandUuid) {
        throw new UnsupportedOperationException();
    }

    public static byte[] profileList(UUID commandUuid) {
        throw new UnsupportedOperationException();
    }
}

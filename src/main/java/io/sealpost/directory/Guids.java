package io.sealpost.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** objectGUID as Microsoft's tools write it (MS-DTYP, 2.3.4): the first three fields have their low byte first. */
final class Guids {
    private Guids() {
    }

    /** Whether it is one. */
    static boolean is(String text) {
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    /** A filter for the entry with this id. */
    static String filter(String attribute, String guid) {
        UUID id = UUID.fromString(guid);
        byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (id.getMostSignificantBits() >>> 32))
            .putShort((short) (id.getMostSignificantBits() >>> 16)).putShort((short) id.getMostSignificantBits())
            .order(ByteOrder.BIG_ENDIAN).putLong(id.getLeastSignificantBits()).array();
        StringBuilder escaped = new StringBuilder("(" + attribute + "=");
        for (byte b : bytes) {
            escaped.append(String.format("\\%02x", b & 0xff));
        }
        return escaped.append(')').toString();
    }
}

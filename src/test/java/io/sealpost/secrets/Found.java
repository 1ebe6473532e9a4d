package io.sealpost.secrets;

import java.nio.charset.StandardCharsets;

/**
 * What lies somewhere.
 *
 * @param where for a person to find it again
 */
record Found(String where, byte[] content) {
    static Found text(String where, Object content) {
        return new Found(where, String.valueOf(content).getBytes(StandardCharsets.UTF_8));
    }
}

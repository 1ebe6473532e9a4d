package io.sealpost.payload.android;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sealpost.payload.IdentityProof;
import io.sealpost.payload.UnprovenPayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What the companion app finds in an EnvelopedData: {"alias","pkcs12","password"}, UTF-8. All three are ASCII without characters
 * that JSON escapes, so the bytes are put together here and can be wiped; a JSON writer would keep copies.
 */
final class IdentityMessage {
    private IdentityMessage() {
    }

    static byte[] write(String alias, byte[] pkcs12, char[] password) {
        byte[] base64 = Base64.getEncoder().encode(pkcs12);
        ByteBuffer secret = StandardCharsets.US_ASCII.encode(CharBuffer.wrap(password));
        byte[] head = ascii("{\"alias\":\"" + alias + "\",\"pkcs12\":\"");
        byte[] middle = ascii("\",\"password\":\"");
        byte[] tail = ascii("\"}");
        ByteBuffer json = ByteBuffer.allocate(head.length + base64.length + middle.length + secret.remaining() + tail.length);
        json.put(head).put(base64).put(middle).put(secret).put(tail);
        Arrays.fill(secret.array(), (byte) 0);
        Arrays.fill(base64, (byte) 0);
        return json.array();
    }

    /** @throws UnprovenPayload unless a JSON reader finds exactly this identity in it */
    static void prove(byte[] json, String alias, X509Certificate certificate, SecureRandom random) {
        String what = "The identity " + alias;
        Map<String, char[]> read = read(json, what);
        try {
            if (read.size() != 3 || !alias.equals(text(read, "alias"))) {
                throw new UnprovenPayload(what + " is not read back as alias, pkcs12 and password");
            }
            IdentityProof.prove(Base64.getDecoder().decode(text(read, "pkcs12")), read.get("password"), certificate, what, random);
        } catch (IllegalArgumentException e) {   // no cause: it quotes
            throw new UnprovenPayload(what + " is not base64");
        } finally {
            read.values().forEach(each -> Arrays.fill(each, '\0'));
        }
    }

    private static Map<String, char[]> read(byte[] json, String what) {
        Map<String, char[]> read = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean string = parser.nextToken() == JsonToken.VALUE_STRING;
                char[] value = Arrays.copyOfRange(parser.getTextCharacters(), parser.getTextOffset(),
                    parser.getTextOffset() + parser.getTextLength());
                if (!string || read.put(name, value) != null) {
                    throw new UnprovenPayload(what + " has a field twice, or one that is no text");
                }
            }
            if (!object || parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new UnprovenPayload(what + " is not one JSON object");
            }
            return read;
        } catch (IOException e) {   // no cause: it quotes
            throw new UnprovenPayload(what + " is not JSON");
        }
    }

    private static String text(Map<String, char[]> read, String name) {
        return read.containsKey(name) ? new String(read.get(name)) : "";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

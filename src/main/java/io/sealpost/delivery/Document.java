package io.sealpost.delivery;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.device.Platform;

/**
 * What a device should hold of one user, sealed, in no MDM's own form: what a route of any new kind finds as its body.
 *
 * @param delivery   our id of it, which an answer repeats
 * @param kind       INSTALL: the device should hold exactly this of the user; REMOVE: nothing
 * @param device     the MDM's id of the device
 * @param userName   an address or name of the user
 * @param identifier one for each user: an INSTALL replaces the earlier one with the same identifier, a REMOVE takes it away
 * @param digest     of what is in it; equal digests mean equal content, though never equal bytes; null for a REMOVE
 * @param sealedAt   UTC; of two for one device the later one holds
 * @param extension  of a file with this content; null for a REMOVE
 * @param mediaType  (RFC 6838); null for a REMOVE
 * @param content    encrypted to the device; null for a REMOVE
 */
record Document(UUID delivery, Kind kind, String channel, String device, Platform platform, UUID user, String userName, String identifier,
                String digest, Instant sealedAt, String extension, String mediaType, byte[] content) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The content's file name, unique; null for a REMOVE. */
    public String fileName() {
        return content == null ? null : delivery + "." + extension;
    }

    /** The manifest's file name, unique. */
    public String manifestName() {
        return delivery + ".json";
    }

    /** The content in base64 (RFC 4648, section 4), on one line; empty for a REMOVE. */
    public String base64() {
        return content == null ? "" : Base64.getEncoder().encodeToString(content);
    }

    /** SHA-256 of the content, hex; null for a REMOVE. */
    public String sha256() {
        try {
            return content == null ? null : HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** All but the content, as a JSON object (docs/channels/file.md); it holds nothing secret. */
    public String manifest() {
        ObjectNode manifest = JSON.createObjectNode().put("delivery", delivery.toString()).put("kind", kind.name())
            .put("channel", channel).put("device", device).put("platform", platform.name());
        manifest.putObject("user").put("id", user.toString()).put("name", userName);
        return manifest.put("identifier", identifier).put("digest", digest).put("sealedAt", sealedAt.toString())
            .put("file", fileName()).put("mediaType", mediaType).put("sha256", sha256()).toPrettyString();
    }

    @Override
    public String toString() {
        return "document of delivery " + delivery + " (" + kind + ")";
    }
}

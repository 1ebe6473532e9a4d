package io.sealpost.payload.apple;

/** A configuration profile in a device's inventory: PayloadIdentifier and PayloadUUID. */
public record ListedProfile(String identifier, String uuid) {
}

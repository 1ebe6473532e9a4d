package io.sealpost.profile;

import java.time.Duration;

/**
 * The {@code pkcs} profile: one signing identity per device, its key made here (S13).
 *
 * @param ca      a name under {@code sealpost.cas}
 * @param key     rsa-2048 or ec-p256
 * @param subject RFC 4514 name with the placeholders {displayName} and {address}
 * @param renewBefore how long before its end a certificate is renewed
 * @param revokes whether its CA is asked to revoke what a device had to give back (S31)
 */
public record SigningProfile(String ca, String key, String subject, Duration renewBefore, boolean revokes) {
    /** Its name in the ledger. */
    public static final String NAME = "pkcs";
}

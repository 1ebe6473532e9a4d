package io.sealpost.user;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * What one directory entry says of a user, understood and normalised: the input of {@link Users#save}.
 *
 * @param externalId   the directory's own, stable id of the entry
 * @param names        kind (upn, uid) to name, lower case
 * @param addresses    rfc822Names, lower case, the primary one first
 * @param certificates every encryption certificate that could be decoded
 * @param digest       SHA-256 over all of this, hex: equal digests mean nothing changed
 */
public record DirectoryEntry(String externalId, String displayName, Map<String, String> names, List<String> addresses,
                             List<String> groups, List<X509Certificate> certificates, String digest) {
}

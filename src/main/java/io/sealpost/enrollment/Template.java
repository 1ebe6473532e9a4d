package io.sealpost.enrollment;

/**
 * What a signing certificate is asked for with.
 *
 * @param subject distinguished name (RFC 2253, RFC 4514), placeholders filled
 * @param address rfc822Name
 */
record Template(String subject, String address, KeyType key) {
}

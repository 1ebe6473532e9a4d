package io.sealpost.delivery;

/**
 * Something without which phones get nothing, or their users must choose certificates themselves.
 *
 * @param said    what is missing, and how people make it where we never do
 * @param mending the call that makes it; null if only people can
 */
record Lack(String said, GraphCall mending) {
}

/** Wrapped private keys, the keys that wrap them, and the import of identities. */
package io.sealpost.escrow;

package io.sealpost.payload;

/**
 * How a PKCS #12 (RFC 7292) is protected inside the sealed payload; a channel's setting {@code pkcs12}. Both have 8-byte
 * salts and 2,048 iterations: passwords are random, and confidentiality comes from the layer outside.
 */
public enum Pkcs12Encoding {
    /** pbeWithSHAAnd3-KeyTripleDES-CBC for key and certificate, HMAC-SHA-1: what devices are known to accept. */
    COMPATIBLE,
    /** PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, HMAC-SHA-256. */
    MODERN
}

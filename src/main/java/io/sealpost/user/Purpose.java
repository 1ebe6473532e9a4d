package io.sealpost.user;

/** What a user's certificate is for (RFC 8550, section 4.4.2). */
public enum Purpose { ENCRYPTION, SIGNING }

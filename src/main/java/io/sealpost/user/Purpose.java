package io.sealpost.user;

/** What a certificate is for; the two are never mixed up (S1). */
public enum Purpose { ENCRYPTION, SIGNING }

package io.sealpost.profile;

/** The {@code email} profile: the Exchange account that signs and decrypts (S32). */
public record EmailProfile(String host, boolean ssl, boolean oauth) {
}

package io.sealpost.delivery;

/** What a device can hold. */
public enum ItemKind { TRUST_ANCHOR, ENCRYPTION_IDENTITY, SIGNING_IDENTITY, MAIL_PROFILE, IDENTITY_PREFERENCE }

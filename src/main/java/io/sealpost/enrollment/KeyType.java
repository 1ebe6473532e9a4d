package io.sealpost.enrollment;

/** The key pairs that are made here; in the configuration {@code rsa-2048} or {@code ec-p256}. */
enum KeyType { RSA_2048, EC_P256 }

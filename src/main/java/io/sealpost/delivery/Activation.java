package io.sealpost.delivery;

/** Who switches S/MIME on in a mail client and picks the certificates. */
public enum Activation { AUTOMATIC, BY_USER }

package io.sealpost.device;

/** Who may say whose a device is. */
public enum Basis {
    /** An account with the role importer, through the API. */
    IMPORTER,
    /** The rfc822Name in the device's own MDM certificate. */
    CERTIFICATE,
    /** The MDM's own end-user field. */
    MDM
}

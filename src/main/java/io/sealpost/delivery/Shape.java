package io.sealpost.delivery;

/**
 * Which of a user's items a format carries to a device.
 *
 * @param anchors    roots and intermediates (S12)
 * @param encryption every encryption identity of the user (S27)
 * @param signing    whose signing identity
 * @param mail       how the device's mail is told about them
 * @param recipient  whether it is encrypted to a certificate of the device's own
 */
record Shape(boolean anchors, boolean encryption, Signing signing, Mail mail, boolean recipient) {
    /** OWN: made for this device; IMPORTED: the user's, the same on all devices (S14). */
    enum Signing { OWN, IMPORTED, NONE }

    /** ACCOUNT: a mail profile that names the identities (S32); PREFERENCE: a Mac's word for one; NONE: the user picks them (S5). */
    enum Mail { ACCOUNT, PREFERENCE, NONE }
}

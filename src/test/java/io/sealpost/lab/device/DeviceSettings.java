package io.sealpost.lab.device;

/**
 * How a device is made.
 *
 * @param udid          its enrolment id
 * @param product       ProductName, for example iPhone14,5
 * @param serial        SerialNumber
 * @param namesOwner    whether its MDM identity carries its owner's address
 * @param hidesIdentity whether its CertificateList leaves its MDM identity out
 * @param notNow        how often it puts off its first installs
 */
public record DeviceSettings(String udid, String product, String serial, boolean namesOwner, boolean hidesIdentity, int notNow) {
}

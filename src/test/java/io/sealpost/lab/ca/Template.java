package io.sealpost.lab.ca;

import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What a leaf certificate may be used for, and its alternative names.
 *
 * @param keyUsage     bits of {@link KeyUsage}
 * @param purposes     extended key usages
 * @param alternatives subject alternative names; may be empty
 */
public record Template(int keyUsage, List<KeyPurposeId> purposes, List<GeneralName> alternatives) {
    /** Signs mail for one address (RFC 8550). */
    public static Template signing(String address) {
        return new Template(KeyUsage.digitalSignature, List.of(KeyPurposeId.id_kp_emailProtection), mail(address));
    }

    /** Receives encrypted mail at one address: key agreement for an EC key, key encipherment for RSA (RFC 8550). */
    public static Template encryption(String address, boolean ellipticCurve) {
        int usage = ellipticCurve ? KeyUsage.keyAgreement : KeyUsage.keyEncipherment;
        return new Template(usage, List.of(KeyPurposeId.id_kp_emailProtection), mail(address));
    }

    /** A TLS server on loopback. */
    public static Template server() {
        return new Template(KeyUsage.digitalSignature | KeyUsage.keyEncipherment, List.of(KeyPurposeId.id_kp_serverAuth),
                List.of(new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    }

    /** A TLS client. */
    public static Template client() {
        return new Template(KeyUsage.digitalSignature, List.of(KeyPurposeId.id_kp_clientAuth), List.of());
    }

    /** Signs configuration profiles; emailProtection, because that is what verifiers of CMS ask for by default. */
    public static Template profileSigner() {
        return new Template(KeyUsage.digitalSignature, List.of(KeyPurposeId.id_kp_emailProtection), List.of());
    }

    /** A device's MDM identity; the address of its owner, or null if it does not say. */
    public static Template deviceIdentity(String address) {
        return new Template(KeyUsage.digitalSignature | KeyUsage.keyEncipherment, List.of(KeyPurposeId.id_kp_clientAuth), mail(address));
    }

    private static List<GeneralName> mail(String address) {
        var names = new ArrayList<GeneralName>();
        if (address != null) {
            names.add(new GeneralName(GeneralName.rfc822Name, address));
        }
        return names;
    }
}

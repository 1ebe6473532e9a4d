package io.sealpost.pki;

import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The mailboxes in a certificate (RFC 8550, section 3). */
final class Addresses {
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");   // RFC 9598

    private Addresses() {
    }

    static Set<String> of(X509Certificate c) {
        Set<String> addresses = new LinkedHashSet<>();
        try {
            byte[] extension = c.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
            if (extension != null) {
                for (GeneralName name : GeneralNames.getInstance(ASN1OctetString.getInstance(extension).getOctets()).getNames()) {
                    alternative(name, addresses);
                }
            }
            for (RDN rdn : X500Name.getInstance(c.getSubjectX500Principal().getEncoded()).getRDNs()) {
                for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
                    if (part.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)
                            && part.getValue() instanceof ASN1String text) {
                        add(text, addresses);
                    }
                }
            }
        } catch (RuntimeException e) {   // Bouncy Castle says "malformed" by IllegalArgument-, IllegalState- and other exceptions
            throw new UndecodableCertificate("The subject alternative name is malformed", e);
        }
        return addresses;
    }

    private static void alternative(GeneralName name, Set<String> addresses) {
        if (name.getTagNo() == GeneralName.rfc822Name) {
            add(ASN1String.class.cast(name.getName()), addresses);
        } else if (name.getTagNo() == GeneralName.otherName) {
            ASN1Sequence other = ASN1Sequence.getInstance(name.getName());
            if (SMTP_UTF8_MAILBOX.equals(other.getObjectAt(0))) {
                add((ASN1String) ASN1TaggedObject.getInstance(other.getObjectAt(1)).getExplicitBaseObject(), addresses);
            }
        }
    }

    private static void add(ASN1String address, Set<String> addresses) {
        addresses.add(address.getString().strip().toLowerCase(Locale.ROOT));
    }
}

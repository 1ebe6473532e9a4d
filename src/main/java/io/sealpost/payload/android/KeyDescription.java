package io.sealpost.payload.android;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;

/**
 * The attestation extension of an Android key's certificate (source.android.com, "Key and ID attestation", schema, versions 1 to
 * 400): what the secure hardware says of the key, and what the system in front of it says.
 */
final class KeyDescription {
    static final String OID = "1.3.6.1.4.1.11129.2.1.17";
    private static final int PURPOSE = 1;
    private static final int PADDING = 6;
    private static final int ORIGIN = 702;
    private static final int ROOT_OF_TRUST = 704;
    private static final int APPLICATION = 709;
    private final ASN1Sequence fields;

    private KeyDescription(ASN1Sequence fields) {
        this.fields = fields;
    }

    /** @throws RefusedAttestation if it is not there, or is no KeyDescription */
    static KeyDescription of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(OID);
        if (extension == null) {
            throw new RefusedAttestation("no-attestation", "the key's certificate has no extension " + OID);
        }
        ASN1Sequence fields = ASN1Sequence.getInstance(ASN1OctetString.getInstance(extension).getOctets());
        if (fields.size() != 8) {
            throw new RefusedAttestation("malformed-attestation", "a KeyDescription has 8 fields, not " + fields.size());
        }
        return new KeyDescription(fields);
    }

    /** 0 software, 1 trusted environment, 2 StrongBox: who signed this description, and where the key is; the lower of both. */
    int securityLevel() {
        return Math.min(enumerated(fields.getObjectAt(1)), enumerated(fields.getObjectAt(3)));
    }

    byte[] challenge() {
        return ASN1OctetString.getInstance(fields.getObjectAt(4)).getOctets();
    }

    /** KeyMint's KeyPurpose: 0 encrypt, 1 decrypt, 2 sign, 3 verify, 5 wrap, 6 agree, 7 attest. */
    Set<Integer> purposes() {
        return integers(hardware(PURPOSE));
    }

    /** KeyMint's PaddingMode: 2 RSA-OAEP, 4 PKCS #1 v1.5 encryption. */
    Set<Integer> paddings() {
        return integers(hardware(PADDING));
    }

    /** Whether the secure hardware made the key, rather than take it in. */
    boolean generated() {
        ASN1Encodable origin = hardware(ORIGIN);
        return origin != null && ASN1Integer.getInstance(origin).intValueExact() == 0;
    }

    /** Whether the boot loader is locked and what booted was verified with the maker's key. */
    boolean bootVerified() {
        ASN1Encodable root = hardware(ROOT_OF_TRUST);
        return root != null && ASN1Boolean.getInstance(ASN1Sequence.getInstance(root).getObjectAt(1)).isTrue()
            && enumerated(ASN1Sequence.getInstance(root).getObjectAt(2)) == 0;
    }

    /** The packages that may use the key, as the system (which boot verified) says. */
    Set<String> packages() {
        Set<String> names = new HashSet<>();
        ASN1Encodable application = tagged(6, APPLICATION);
        if (application != null) {
            ASN1Sequence id = ASN1Sequence.getInstance(ASN1OctetString.getInstance(application).getOctets());
            for (ASN1Encodable info : ASN1Set.getInstance(id.getObjectAt(0))) {
                names.add(new String(ASN1OctetString.getInstance(ASN1Sequence.getInstance(info).getObjectAt(0)).getOctets(),
                    StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    private ASN1Encodable hardware(int tag) {
        return tagged(7, tag);
    }

    private ASN1Encodable tagged(int list, int tag) {
        for (ASN1Encodable each : ASN1Sequence.getInstance(fields.getObjectAt(list))) {
            ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(each, BERTags.CONTEXT_SPECIFIC);
            if (tagged.getTagNo() == tag) {
                return tagged.getExplicitBaseObject();
            }
        }
        return null;
    }

    private static Set<Integer> integers(ASN1Encodable set) {
        Set<Integer> integers = new HashSet<>();
        if (set != null) {
            for (ASN1Encodable each : ASN1Set.getInstance(set)) {
                integers.add(ASN1Integer.getInstance(each).intValueExact());
            }
        }
        return integers;
    }

    private static int enumerated(ASN1Encodable value) {
        return ASN1Enumerated.getInstance(value).intValueExact();
    }
}

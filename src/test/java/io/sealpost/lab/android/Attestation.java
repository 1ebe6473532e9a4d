package io.sealpost.lab.android;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;

/** What a phone's secure hardware says of a key (source.android.com, "Key and ID attestation": KeyDescription, version 300). */
public final class Attestation {
    private final byte[] challenge;
    private final String packageName;
    private int level = 1;
    private int origin;
    private int purpose = 1;
    private int padding = 4;
    private int bootState;
    private boolean locked = true;

    /** A genuine one: the key was made in a trusted environment, decrypts, and the phone booted what its maker signed. */
    public Attestation(byte[] challenge, String packageName) {
        this.challenge = challenge.clone();
        this.packageName = packageName;
    }

    /** 0 software, 1 trusted environment, 2 StrongBox. */
    public Attestation level(int value) {
        level = value;
        return this;
    }

    /** 0 generated, 2 imported. */
    public Attestation origin(int value) {
        origin = value;
        return this;
    }

    /** 1 decrypt, 2 sign. */
    public Attestation purpose(int value) {
        purpose = value;
        return this;
    }

    /** 2 RSA-OAEP, 4 PKCS #1 v1.5. */
    public Attestation padding(int value) {
        padding = value;
        return this;
    }

    /** 0 verified, 1 self-signed, 2 unverified, 3 failed. */
    public Attestation bootState(int value) {
        bootState = value;
        return this;
    }

    /** Opens the boot loader. */
    public Attestation unlocked() {
        locked = false;
        return this;
    }

    byte[] der() {
        var info = new DERSequence(new ASN1Encodable[] {octets(packageName.getBytes(StandardCharsets.UTF_8)), integer(7)});
        var application = new DERSequence(new ASN1Encodable[] {new DERSet(info), new DERSet(octets(new byte[32]))});
        var root = new DERSequence(new ASN1Encodable[] {octets(new byte[32]), ASN1Boolean.getInstance(locked),
                new ASN1Enumerated(bootState), octets(new byte[32])});
        var software = new ArrayList<ASN1Encodable>(List.of(tagged(701, integer(1_700_000_000)), tagged(709, octets(bytes(application)))));
        var hardware = List.of(tagged(1, new DERSet(integer(purpose))), tagged(2, integer(1)), tagged(3, integer(2048)),
                tagged(6, new DERSet(integer(padding))), tagged(702, integer(origin)), tagged(704, root));
        return bytes(new DERSequence(new ASN1Encodable[] {integer(300), new ASN1Enumerated(level), integer(300), new ASN1Enumerated(level),
                octets(challenge), octets(new byte[0]), list(software), list(hardware)}));
    }

    private static DERSequence list(List<? extends ASN1Encodable> entries) {
        return new DERSequence(entries.toArray(ASN1Encodable[]::new));
    }

    private static DERTaggedObject tagged(int tag, ASN1Encodable value) {
        return new DERTaggedObject(true, tag, value);
    }

    private static ASN1Integer integer(long value) {
        return new ASN1Integer(value);
    }

    private static DEROctetString octets(byte[] value) {
        return new DEROctetString(value);
    }

    private static byte[] bytes(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded("DER");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

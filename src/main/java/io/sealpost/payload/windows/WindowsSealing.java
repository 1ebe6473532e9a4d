package io.sealpost.payload.windows;

import io.sealpost.escrow.Escrow;
import io.sealpost.payload.Enveloped;
import io.sealpost.payload.OneTimePassword;
import io.sealpost.payload.Pkcs12;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Providers;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Makes the configuration profiles of one Windows PC as Fleet takes them. There are two, because Fleet holds back a profile with any
 * ./User node until its user has signed in, and only reads back what a profile sets for the device.
 */
@Component
public class WindowsSealing {
    /** In bytes (Fleet, REST API, "Create custom OS setting": a file of 1 MB at most). */
    public static final int LIMIT = 1024 * 1024;
    private final Escrow escrow;
    private final SecureRandom random = new SecureRandom();

    public WindowsSealing(Escrow escrow) {
        Providers.install();
        this.escrow = escrow;
    }

    /**
     * Every identity as a PKCS #12, for the user who is signed in: one Atomic, so that all of them are installed or none. Each
     * password is fresh and encrypted as EnvelopedData to the recipient; private keys are in the clear nowhere outside this call.
     *
     * @return SyncML, UTF-8
     * @throws UnprovenPayload if the result would not work on the PC, or is larger than {@link #LIMIT}; nothing has left then
     * @throws io.sealpost.escrow.KeyMismatch if a wrapped key is not the certificate's
     */
    public byte[] identities(List<WindowsIdentity> identities, WindowsRecipient recipient, Pkcs12Encoding encoding) {
        if (!"RSA".equals(recipient.certificate().getPublicKey().getAlgorithm())) {
            throw new IllegalArgumentException("The PC's certificate has no RSA key, and nothing else can be encrypted to");
        }
        Map<X509Certificate, byte[]> contentKeys = new HashMap<>();
        try {
            List<Node> nodes = new ArrayList<>();
            for (WindowsIdentity identity : identities) {
                byte[] contentKey = new byte[32];
                random.nextBytes(contentKey);
                contentKeys.put(identity.certificate(), contentKey);
                nodes.addAll(identity(identity, contentKey, recipient, encoding));
            }
            byte[] profile = SyncMl.atomic(nodes);
            WindowsProof.identities(profile, identities, contentKeys, recipient, random);
            return small(profile, identities.size() + " identities");
        } catch (GeneralSecurityException e) {
            throw new UnprovenPayload("The identities cannot be sealed: " + e.getMessage(), e);
        } finally {
            contentKeys.values().forEach(key -> Arrays.fill(key, (byte) 0));
        }
    }

    /**
     * Roots and intermediates, for the whole PC. Each is added for itself: Windows keeps them when a profile goes, and an Atomic
     * would fail as a whole for one that is there already.
     *
     * @return SyncML, UTF-8
     */
    public byte[] anchors(List<X509Certificate> anchors) {
        byte[] profile = SyncMl.single(anchors.stream().map(Nodes::anchor).toList());
        WindowsProof.anchors(profile, anchors);
        return small(profile, anchors.size() + " trust anchors");
    }

    /**
     * The certificates of a profile that {@link #anchors} made.
     *
     * @throws UnprovenPayload if it is none
     */
    public static List<X509Certificate> read(byte[] anchors) {
        return SyncMl.read(anchors, false).stream().map(Nodes::certificate).toList();
    }

    private List<Node> identity(WindowsIdentity identity, byte[] contentKey, WindowsRecipient recipient, Pkcs12Encoding encoding)
            throws GeneralSecurityException {
        char[] password = OneTimePassword.create(random);
        ByteBuffer encoded = StandardCharsets.ISO_8859_1.encode(CharBuffer.wrap(password));   // letters and digits: one byte each
        try {
            X509Certificate certificate = identity.certificate();
            byte[] pfx = escrow.withKey(identity.key(), certificate.getPublicKey(),
                key -> Pkcs12.write(key, certificate, password, encoding, random));
            byte[] sealed = Enveloped.seal(encoded.array(), contentKey, recipient.certificate(), random);
            return Nodes.identity(certificate, pfx, sealed, recipient.store());
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }

    private static byte[] small(byte[] profile, String what) {
        if (profile.length > LIMIT) {
            throw new UnprovenPayload("too-large: the profile with " + what + " has " + profile.length + " bytes, and Fleet takes "
                + LIMIT + " at most");
        }
        return profile;
    }
}

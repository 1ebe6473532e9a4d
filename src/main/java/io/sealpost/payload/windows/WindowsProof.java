package io.sealpost.payload.windows;

import io.sealpost.payload.Enveloped;
import io.sealpost.payload.IdentityProof;
import io.sealpost.payload.UnprovenPayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Reads a profile back as Windows will, from its bytes alone, and uses every identity; or says why not: {@link UnprovenPayload}. */
final class WindowsProof {
    private static final int PER_IDENTITY = 7;

    private WindowsProof() {
    }

    /** @param contentKeys of each encrypted password, by certificate; still in scope, so that the password is what the PC will read */
    static void identities(byte[] profile, List<WindowsIdentity> identities, Map<X509Certificate, byte[]> contentKeys,
            WindowsRecipient recipient, SecureRandom random) {
        List<Node> nodes = SyncMl.read(profile, true);
        require(nodes.size() == PER_IDENTITY * identities.size(), "The profile has " + nodes.size() + " nodes for "
            + identities.size() + " identities");
        for (int i = 0; i < identities.size(); i++) {
            X509Certificate certificate = identities.get(i).certificate();
            List<Node> own = nodes.subList(i * PER_IDENTITY, (i + 1) * PER_IDENTITY);
            identity(own, certificate, contentKeys.get(certificate), recipient, random);
        }
    }

    private static void identity(List<Node> nodes, X509Certificate certificate, byte[] contentKey, WindowsRecipient recipient,
            SecureRandom random) {
        byte[] pfx = bytes(nodes.get(PER_IDENTITY - 1), Nodes.BLOB);
        byte[] encrypted = bytes(nodes.get(2), Nodes.PASSWORD);
        require(nodes.equals(Nodes.identity(certificate, pfx, encrypted, recipient.store())),
            "The nodes for " + Nodes.uri(certificate) + " are not the ones that install it, in their order");
        byte[] password = {};
        char[] characters = {};
        try {
            password = Enveloped.open(encrypted, contentKey, recipient.certificate());
            characters = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(password)).array();
            IdentityProof.prove(pfx, characters, certificate, Nodes.uri(certificate), random);
        } catch (GeneralSecurityException e) {
            throw new UnprovenPayload("The password for " + Nodes.uri(certificate) + " does not open ("
                + e.getClass().getSimpleName() + ")");
        } finally {
            Arrays.fill(password, (byte) 0);
            Arrays.fill(characters, '\0');
        }
    }

    static void anchors(byte[] profile, List<X509Certificate> anchors) {
        List<Node> nodes = SyncMl.read(profile, false);
        require(nodes.equals(anchors.stream().map(Nodes::anchor).toList()), "The profile holds other trust anchors");
        for (int i = 0; i < anchors.size(); i++) {
            require(Nodes.certificate(nodes.get(i)).equals(anchors.get(i)),
                nodes.get(i).uri() + " holds another certificate");
        }
    }

    private static byte[] bytes(Node node, String name) {
        require(node.uri().endsWith("/" + name) && node.data() != null, "The profile has no " + name + " where it belongs");
        try {
            return Base64.getDecoder().decode(node.data());
        } catch (IllegalArgumentException e) {
            throw new UnprovenPayload(node.uri() + " is not in base64");
        }
    }

    private static void require(boolean proven, String otherwise) {
        if (!proven) {
            throw new UnprovenPayload(otherwise);
        }
    }
}

package io.sealpost.payload.android;

import io.sealpost.escrow.Escrow;
import io.sealpost.payload.Enveloped;
import io.sealpost.payload.OneTimePassword;
import io.sealpost.payload.Pkcs12;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Providers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Puts identities together for the companion app, proves and encrypts them: one at a time, and a private key is in the clear
 * nowhere but in the one call that does it.
 */
@Component
public class IdentitySealing {
    private final Escrow escrow;
    private final SecureRandom random = new SecureRandom();

    public IdentitySealing(Escrow escrow) {
        Providers.install();
        this.escrow = escrow;
    }

    /**
     * Seals each identity on its own. Passwords, content keys and bytes are fresh every time.
     *
     * @param recipient the leaf of the device's registered attestation chain, RSA
     * @throws UnprovenPayload if a result would not work on the device; nothing has left then
     * @throws io.sealpost.escrow.KeyMismatch if a wrapped key is not the certificate's
     */
    public List<SealedIdentity> seal(List<Identity> identities, X509Certificate recipient, Pkcs12Encoding encoding) {
        if (!"RSA".equals(recipient.getPublicKey().getAlgorithm())) {
            throw new IllegalArgumentException("The device registered no RSA key, and nothing else can be encrypted to");
        }
        return identities.stream().map(each -> escrow.withKey(each.key(), each.certificate().getPublicKey(),
            key -> seal(key, each.certificate(), recipient, encoding))).toList();
    }

    /** The name of a certificate in the device's key chain: smime- and its SHA-1 thumbprint, lower-case hex. */
    public static String alias(X509Certificate certificate) {
        try {
            return "smime-" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Certificates.der(certificate)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    private SealedIdentity seal(PrivateKey key, X509Certificate certificate, X509Certificate recipient, Pkcs12Encoding encoding) {
        String alias = alias(certificate);
        char[] password = OneTimePassword.create(random);
        byte[] contentKey = new byte[32];
        byte[] json = {};
        byte[] opened = {};
        try {
            json = IdentityMessage.write(alias, Pkcs12.write(key, certificate, password, encoding, random), password);
            IdentityMessage.prove(json, alias, certificate, random);
            random.nextBytes(contentKey);
            byte[] cms = Enveloped.seal(json, contentKey, recipient, random);
            opened = Enveloped.open(cms, contentKey, recipient);
            if (!Arrays.equals(json, opened)) {
                throw new UnprovenPayload("The encrypted identity " + alias + " opens to something else");
            }
            return new SealedIdentity(alias, cms);
        } catch (GeneralSecurityException e) {
            throw new UnprovenPayload("The identity " + alias + " cannot be sealed: " + e.getMessage(), e);
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(contentKey, (byte) 0);
            Arrays.fill(json, (byte) 0);
            Arrays.fill(opened, (byte) 0);
        }
    }
}

package io.sealpost.payload.apple;

import com.dd.plist.NSDictionary;
import io.sealpost.escrow.Escrow;
import io.sealpost.payload.Enveloped;
import io.sealpost.payload.OneTimePassword;
import io.sealpost.payload.Pkcs12;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Providers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Assembles, proves, encrypts and signs a configuration profile for one device, in one call: the private keys are in the clear
 * nowhere outside it. (A PKCS #12 password is a String inside the property list and cannot be wiped.)
 */
@Component
public class ProfileSealing {
    private final Escrow escrow;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public ProfileSealing(Escrow escrow, Clock clock) {
        Providers.install();
        this.escrow = escrow;
        this.clock = clock;
    }

    /**
     * Seals: the payload array as a plist, proven; EnvelopedData to the recipient; SignedData around the profile (Apple,
     * Configuration Profile Reference, "Encrypting a profile"). Passwords, content key and bytes are fresh every time.
     *
     * @param recipient the device's own certificate, RSA
     * @return the signed configuration profile, CMS SignedData, DER
     * @throws UnprovenPayload if the result would not work on the device; nothing has left then
     * @throws io.sealpost.escrow.KeyMismatch if a wrapped key is not the certificate's
     */
    public byte[] seal(ProfileContent content, X509Certificate recipient, Signer signer, Pkcs12Encoding encoding) {
        if (!"RSA".equals(recipient.getPublicKey().getAlgorithm())) {
            throw new IllegalArgumentException("The device's certificate has no RSA key, and nothing else can be encrypted to");
        }
        if (signer.chain().isEmpty() || !Certificates.matches(signer.key(), signer.chain().get(0).getPublicKey())) {
            throw new IllegalArgumentException("The signer's key does not belong to its certificate");
        }
        byte[] array = {};
        byte[] contentKey = new byte[32];
        try {
            array = Plists.write(Payloads.array(payloads(content, encoding)));
            new ProfileProof(content, random).prove(array);
            random.nextBytes(contentKey);
            byte[] sealed = Enveloped.seal(array, contentKey, recipient, random);
            if (!Arrays.equals(array, Enveloped.open(sealed, contentKey, recipient))) {
                throw new UnprovenPayload("The encrypted payload array opens to something else");
            }
            return ProfileSigning.sign(Plists.write(Payloads.profile(content, sealed)), signer, clock.instant());
        } catch (GeneralSecurityException e) {
            throw new UnprovenPayload("The profile " + content.identifier() + " cannot be sealed: " + e.getMessage(), e);
        } finally {
            Arrays.fill(array, (byte) 0);
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    private List<NSDictionary> payloads(ProfileContent content, Pkcs12Encoding encoding) throws GeneralSecurityException {
        List<NSDictionary> payloads = new ArrayList<>();
        for (Anchor anchor : content.anchors()) {
            payloads.add(Payloads.anchor(content, anchor));
        }
        for (Identity identity : content.identities()) {
            payloads.add(identity(content, identity, encoding));
        }
        if (content.mail() != null) {
            payloads.add(Payloads.mail(content));
        }
        return payloads;
    }

    private NSDictionary identity(ProfileContent content, Identity identity, Pkcs12Encoding encoding) {
        char[] password = OneTimePassword.create(random);
        X509Certificate certificate = identity.certificate();
        byte[] pkcs12 = escrow.withKey(identity.key(), certificate.getPublicKey(),
            key -> Pkcs12.write(key, certificate, password, encoding, random));
        NSDictionary payload = Payloads.identity(content, identity, pkcs12, password);
        Arrays.fill(password, '\0');
        return payload;
    }
}

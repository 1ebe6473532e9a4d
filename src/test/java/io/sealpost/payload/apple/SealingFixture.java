package io.sealpost.payload.apple;

import io.sealpost.TestCertificates;
import io.sealpost.escrow.EscrowFixture;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** A user with a history of encryption identities, one signing identity, and a device. */
public final class SealingFixture {
    public static final String ADDRESS = "anna@example.com";
    public final EscrowFixture escrow;
    public final ProfileSealing sealing;
    public final KeyPair device = TestCertificates.key("Device", "2048");
    public final X509Certificate recipient = TestCertificates.issue(device.getPublic(), null, TestCertificates.ENCRYPT,
        new KeyPurposeId[0], 0);
    public final Signer signer;
    public final List<KeyPair> keys = new ArrayList<>();

    public SealingFixture(Path folder) {
        this.escrow = new EscrowFixture(folder);
        this.sealing = new ProfileSealing(escrow.escrow, escrow.clock);
        KeyPair signing = TestCertificates.key("Signer", "2048");
        this.signer = new Signer(signing.getPrivate(), List.of(
            TestCertificates.mail(signing.getPublic(), "mdm@example.com", TestCertificates.SIGN, 0), TestCertificates.issuing()));
    }

    /** Encryption identities of these key types, the oldest first, and last an RSA-2048 signing identity. */
    public ProfileContent content(String... types) {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            KeyPair pair = TestCertificates.key("Encryption " + i, types[i]);
            int usage = types[i].startsWith("P-") ? KeyUsage.keyAgreement : TestCertificates.ENCRYPT;
            identities.add(identity(pair, usage, types.length - 1 - i));
        }
        identities.add(identity(TestCertificates.key("Signing", "2048"), TestCertificates.SIGN, 0));
        UUID signing = identities.get(identities.size() - 1).payloadUuid();
        UUID encryption = identities.get(identities.size() - 2).payloadUuid();
        return new ProfileContent("com.example.smime.anna", UUID.randomUUID(), "Secure mail", "Example",
            List.of(new Anchor(TestCertificates.root(), UUID.randomUUID()), new Anchor(TestCertificates.issuing(), UUID.randomUUID())),
            identities, null, new ExchangeAccount("mail.example.com", true, true, ADDRESS, ADDRESS, UUID.randomUUID(), signing,
            encryption));
    }

    public Identity identity(KeyPair pair, int usage, int yearsAgo) {
        keys.add(pair);
        return new Identity(TestCertificates.mail(pair.getPublic(), ADDRESS, usage, yearsAgo), escrow.keep(pair), UUID.randomUUID());
    }
}

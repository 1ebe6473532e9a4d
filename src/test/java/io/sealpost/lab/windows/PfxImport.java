package io.sealpost.lab.windows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;

import io.sealpost.lab.device.InstalledIdentity;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** What adding PFXCertBlob does (ClientCertificateInstall CSP): it imports with what was set before. */
final class PfxImport {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private PfxImport() {
    }

    /** @throws CspRefused with 500 and the reason, as the event log has it */
    static InstalledIdentity run(Map<String, String> settings, String blob, Stores stores) throws CspRefused {
        location(settings);
        var password = password(settings, stores);
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(decode("PFXCertBlob", blob)), password.toCharArray());
            var aliases = Collections.list(store.aliases());
            if (aliases.size() != 1 || !store.isKeyEntry(aliases.get(0))) {
                throw new CspRefused(500, "the PFX holds " + aliases.size() + " entries, not one identity");
            }
            return new InstalledIdentity((X509Certificate) store.getCertificate(aliases.get(0)),
                    (PrivateKey) store.getKey(aliases.get(0), password.toCharArray()));
        } catch (GeneralSecurityException | IOException e) {
            throw new CspRefused(500, "the PFX does not open with its password: " + e.getMessage());
        }
    }

    private static void location(Map<String, String> settings) throws CspRefused {
        var location = settings.get("KeyLocation");
        if (location == null) {
            throw new CspRefused(500, "KeyLocation is missing when PFXCertBlob is added");
        }
        switch (location) {
            case "1" -> throw new CspRefused(500, "this PC has no TPM");
            case "2", "3" -> {
                if ("true".equals(settings.getOrDefault("PFXKeyExportable", "true")) && location.equals("2")) {
                    throw new CspRefused(500, "PFXKeyExportable may be true only with KeyLocation 3");
                }
            }
            case "4" -> throw new CspRefused(500, "Windows Hello is not set up, or ContainerName is missing");
            default -> throw new CspRefused(500, "there is no KeyLocation " + location);
        }
    }

    private static String password(Map<String, String> settings, Stores stores) throws CspRefused {
        var given = settings.getOrDefault("PFXCertPassword", "");
        switch (settings.getOrDefault("PFXCertPasswordEncryptionType", "0")) {
            case "0":
                return given;
            case "2":
                break;
            default:
                throw new CspRefused(500, "the password is encrypted to an enrolment certificate that it was not encrypted to");
        }
        var name = settings.get("PFXCertPasswordEncryptionStore");
        if (name == null) {
            throw new CspRefused(500, "PFXCertPasswordEncryptionStore is missing for type 2");
        }
        var own = stores.machine().get(name);
        if (own == null) {
            throw new CspRefused(500, "there is no store " + name + " with a key");
        }
        try {
            var recipients = new CMSEnvelopedData(decode("PFXCertPassword", given)).getRecipientInfos().getRecipients();
            var recipient = recipients.iterator().next();
            if (recipients.size() != 1 || !recipient.getRID().match(new JcaX509CertificateHolder(own.certificate()))) {
                throw new CspRefused(500, "the password is encrypted to somebody else");
            }
            return new String(recipient.getContent(new JceKeyTransEnvelopedRecipient(own.key())),
                    StandardCharsets.ISO_8859_1);
        } catch (CMSException | GeneralSecurityException e) {
            throw new CspRefused(500, "the password cannot be decrypted: " + e.getMessage());
        }
    }

    static byte[] decode(String node, String base64) throws CspRefused {
        try {
            return Base64.getDecoder().decode(base64 == null ? "" : base64);
        } catch (IllegalArgumentException e) {
            throw new CspRefused(500, node + " is not base64 without line breaks");
        }
    }
}

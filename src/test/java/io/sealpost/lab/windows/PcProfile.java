package io.sealpost.lab.windows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;

/** Profiles as a gateway should make them, to spoil in tests. */
public final class PcProfile {
    /** The path of one identity's nodes, up to its thumbprint. */
    public static final String PFX = "./User/Vendor/MSFT/ClientCertificateInstall/PFXCertInstall/";
    /** The path of trust anchors' nodes. */
    public static final String TRUST = "./Device/Vendor/MSFT/RootCATrustedCertificates/";

    private PcProfile() {
    }

    /** One Atomic with the nodes of one identity; its password is encrypted to the PC's certificate. */
    public static String identity(PrivateKey key, X509Certificate certificate, X509Certificate pc) {
        var uri = PFX + Stores.thumbprint(certificate);
        var text = String.join("", List.of(add(uri, "node", null), add(uri + "/KeyLocation", "int", "3"),
                add(uri + "/PFXCertPassword", "chr", base64(enveloped("secret".getBytes(), pc))),
                add(uri + "/PFXCertPasswordEncryptionType", "int", "2"),
                add(uri + "/PFXCertPasswordEncryptionStore", "chr", Pc.STORE), add(uri + "/PFXKeyExportable", "bool", "false"),
                add(uri + "/PFXCertBlob", "chr", base64(pfx(key, certificate)))));
        return "<Atomic>" + text + "</Atomic>";
    }

    /** Trust anchors, each added for itself; all of them as roots or all as intermediates. */
    public static String anchors(String store, X509Certificate... anchors) {
        return List.of(anchors).stream().map(each -> add(TRUST + store + "/" + Stores.thumbprint(each) + "/EncodedCertificate", "b64",
                base64(der(each)))).collect(Collectors.joining());
    }

    static String add(String uri, String format, String data) {
        return "<Add><Item><Target><LocURI>" + uri + "</LocURI></Target><Meta><Format xmlns=\"syncml:metinf\">" + format
                + "</Format></Meta>" + (data == null ? "" : "<Data>" + data + "</Data>") + "</Item></Add>";
    }

    /** The same with a CmdID in each command, as an MDM server sends it. */
    public static String numbered(String profile) {
        var text = new StringBuilder();
        int id = 0;
        for (var part : profile.split("(?<=<(?:Atomic|Add|Replace|Delete|Get|Exec)>)")) {
            text.append(part).append(part.endsWith("/Item></Add>") || !part.matches("(?s).*<[A-Z][A-Za-z]+>") ? ""
                    : "<CmdID>" + ++id + "</CmdID>");
        }
        return text.toString();
    }

    private static byte[] pfx(PrivateKey key, X509Certificate certificate) {
        try (var out = new ByteArrayOutputStream()) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("id", key, "secret".toCharArray(), new Certificate[] {certificate});
            store.store(out, "secret".toCharArray());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] enveloped(byte[] content, X509Certificate recipient) {
        try {
            var generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(recipient));
            return generator.generate(new CMSProcessableByteArray(content),
                    new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build()).getEncoded();
        } catch (GeneralSecurityException | CMSException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

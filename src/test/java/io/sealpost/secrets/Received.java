package io.sealpost.secrets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.mdm.Plists;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;

/** An identity that a device received, opened as that device opens it: so that what it did not keep is known too. */
record Received(String where, String password, PrivateKey key) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NODE =
        Pattern.compile("<LocURI>[^<]*/PFXCert(Password|Blob)</LocURI>.*?<Data>([^<]*)</Data>", Pattern.DOTALL);

    /** Everything that all devices of a lab received. @param lab its folder */
    static List<Received> by(Path lab) throws IOException, GeneralSecurityException, CMSException {
        var all = new ArrayList<Received>();
        for (var file : RunSecrets.files(lab.resolve("devices"), "")) {
            var name = file.getFileName().toString();
            if (name.endsWith("InstallProfile.plist")) {
                profile(file, all);
            } else if (name.endsWith("-user.xml")) {
                pc(file, all);
            } else if (name.endsWith("-identity.p7m")) {
                var message = JSON.readTree(opened(file, Files.readAllBytes(file)));
                all.add(of(file, message.path("password").asText(), Base64.getDecoder().decode(message.path("pkcs12").asText())));
            } else if (name.endsWith("-userPfxCertificates.json")) {
                all.add(connector(file, RunSecrets.pem(lab.resolve("ca").resolve("intune-connector.key"))));
            }
        }
        return all;
    }

    private static void profile(Path file, List<Received> all) throws IOException, GeneralSecurityException, CMSException {
        var command = (NSDictionary) Plists.dictionary(Files.readAllBytes(file)).objectForKey("Command");
        var signed = new CMSSignedData(((NSData) command.objectForKey("Payload")).bytes());
        var sealed = Plists.dictionary((byte[]) signed.getSignedContent().getContent()).objectForKey("EncryptedPayloadContent");
        if (sealed == null) {
            return; // what holds no identity, such as a Mac's trust anchors, may come in the clear
        }
        for (var each : ((NSArray) Plists.any(opened(file, ((NSData) sealed).bytes()))).getArray()) {
            var payload = (NSDictionary) each;
            var password = Plists.string(payload, "Password");
            if (password != null) {
                all.add(of(file, password, ((NSData) payload.objectForKey("PayloadContent")).bytes()));
            }
        }
    }

    private static void pc(Path file, List<Received> all) throws IOException, GeneralSecurityException, CMSException {
        String password = null;
        for (var node = NODE.matcher(Files.readString(file)); node.find();) {
            var data = Base64.getDecoder().decode(node.group(2));
            if (node.group(1).equals("Password")) {
                password = new String(opened(file, data), StandardCharsets.ISO_8859_1);
            } else {
                all.add(of(file, password, data));
            }
        }
    }

    private static Received connector(Path file, PrivateKey connector) throws IOException, GeneralSecurityException {
        var body = JSON.readTree(file.toFile());
        var bits = body.path("paddingScheme").asText().replaceAll("\\D", "");
        var rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
        rsa.init(Cipher.DECRYPT_MODE, connector, new OAEPParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits),
            PSource.PSpecified.DEFAULT));
        var password = rsa.doFinal(Base64.getDecoder().decode(body.path("encryptedPfxPassword").asText()));
        return of(file, new String(password, StandardCharsets.ISO_8859_1),
            Base64.getDecoder().decode(body.path("encryptedPfxBlob").asText()));
    }

    /** With the key that the device left for tools. */
    private static byte[] opened(Path file, byte[] enveloped) throws IOException, GeneralSecurityException, CMSException {
        var own = RunSecrets.pem(file.getParent().resolveSibling("device.key"));
        return new CMSEnvelopedData(enveloped).getRecipientInfos().getRecipients().iterator().next()
            .getContent(new JceKeyTransEnvelopedRecipient(own));
    }

    private static Received of(Path file, String password, byte[] pkcs12) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(pkcs12), password.toCharArray());
        var key = (PrivateKey) store.getKey(store.aliases().nextElement(), password.toCharArray());
        return new Received(file.getFileName() + " of " + file.getParent().getParent().getFileName(), password, key);
    }

    @Override
    public String toString() {
        return "Received[" + where + "]";
    }
}

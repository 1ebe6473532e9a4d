package io.sealpost.lab.android;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.device.InstalledIdentity;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;

/** The companion app: registers a key of the phone, fetches identities, keeps the key chain as the gateway lists it, and reports. */
final class CompanionApp {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Phone phone;
    private final SecureHardware hardware;
    private final String packageName;
    private SecureHardware.Attested key;
    private String registeredWith;
    private String secret;
    private String reported;

    CompanionApp(Phone phone, SecureHardware hardware, String packageName) {
        this.phone = phone;
        this.hardware = hardware;
        this.packageName = packageName;
    }

    /** Acts on a managed configuration; what it has done already it does not do again. */
    void act(JsonNode configuration) throws AppRefused, IOException, GeneralSecurityException, CMSException {
        var gateway = configuration.path("gatewayUrl").asText();
        var device = configuration.path("deviceRef").asText();
        var token = configuration.path("enrollmentToken").asText(null);
        if (token != null && !token.equals(registeredWith)) {
            register(gateway, device, token);
        }
        var revision = configuration.path("revision").asText();
        if (secret != null && !revision.equals(reported)) {
            var wanted = GatewayCalls.post(gateway, "identities", Map.of("deviceRef", device, "secret", secret));
            install(wanted);
            report(gateway, device, wanted);
            reported = revision;
        }
    }

    private void register(String gateway, String device, String token) throws AppRefused, IOException, GeneralSecurityException,
            CMSException {
        var challenge = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        var fresh = hardware.generate(new Attestation(challenge, packageName));
        var chain = new ArrayList<String>();
        for (var certificate : fresh.chain()) {
            chain.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
        }
        var answer = GatewayCalls.post(gateway, "register", Map.of("deviceRef", device, "enrollmentToken", token, "chain", chain));
        key = fresh;
        secret = JSON.readTree(open(answer.path("secret").asText())).path("secret").asText();
        registeredWith = token;
        phone.registered(fresh);
    }

    private void install(JsonNode wanted) throws AppRefused, IOException, GeneralSecurityException, CMSException {
        var listed = new HashSet<String>();
        for (var each : wanted.path("identities")) {
            var alias = each.path("alias").asText();
            listed.add(alias);
            if (!phone.keyChain().containsKey(alias)) {
                phone.keepIdentity(Base64.getDecoder().decode(each.path("cms").asText()));
                phone.keyChain().put(alias, identity(alias, JSON.readTree(open(each.path("cms").asText()))));
            }
        }
        phone.keyChain().keySet().removeIf(alias -> alias.startsWith("smime-") && !listed.contains(alias));
    }

    private static InstalledIdentity identity(String alias, JsonNode message) throws AppRefused, IOException, GeneralSecurityException {
        var names = new ArrayList<String>();
        message.fieldNames().forEachRemaining(names::add);
        if (!names.equals(List.of("alias", "pkcs12", "password")) || !message.path("alias").asText().equals(alias)) {
            throw new AppRefused("An identity message holds " + names + " for " + message.path("alias"));
        }
        var password = message.path("password").asText().toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Base64.getDecoder().decode(message.path("pkcs12").asText())), password);
        var entry = store.aliases().nextElement();
        var certificate = (X509Certificate) store.getCertificate(entry);
        var thumbprint = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        if (store.size() != 1 || !alias.equals("smime-" + thumbprint)) {
            throw new AppRefused("The PKCS #12 of " + alias + " holds another certificate");
        }
        return new InstalledIdentity(certificate, (PrivateKey) store.getKey(entry, password));
    }

    private void report(String gateway, String device, JsonNode wanted) throws AppRefused, IOException, GeneralSecurityException {
        var certificates = new ArrayList<Map<String, Object>>();
        for (var identity : phone.keyChain().values()) {
            certificates.add(Map.of("der", Base64.getEncoder().encodeToString(identity.certificate().getEncoded()), "key", true));
        }
        for (var anchor : phone.authorities()) {
            certificates.add(Map.of("der", Base64.getEncoder().encodeToString(anchor.getEncoded()), "key", false));
        }
        GatewayCalls.post(gateway, "report", Map.of("deviceRef", device, "secret", secret, "revision", wanted.path("revision").asText(),
                "bundle", wanted.path("bundle").asText(""), "certificates", certificates));
    }

    private byte[] open(String base64) throws AppRefused, CMSException {
        var recipients = new CMSEnvelopedData(Base64.getDecoder().decode(base64)).getRecipientInfos();
        var mine = recipients.get(new JceKeyTransRecipientId(key.chain().get(0)));
        if (mine == null || recipients.size() != 1) {
            throw new AppRefused("A message is not for this phone's key alone");
        }
        return mine.getContent(new JceKeyTransEnvelopedRecipient(key.keys().getPrivate()));
    }
}

package io.sealpost.lab.device;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.dd.plist.NSObject;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.mdm.Plists;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;

/** Makes configuration profiles by hand for tests: good ones, and ones with a defect. */
public final class ProfileMaker {
    public static final String IDENTIFIER = "com.example.smime.test";

    private final Authority issuing;
    private final KeyPair signerKeys = Keys.rsa();
    private final X509Certificate signer;
    private final Map<String, Object> top = new LinkedHashMap<>();
    private final List<Object> payloads = new ArrayList<>();

    public ProfileMaker(Authority issuing) {
        this(issuing, issuing);
    }

    /** Signs with a certificate of another authority than the one it sends along. */
    public ProfileMaker(Authority issuing, Authority signerCa) {
        this.issuing = issuing;
        signer = signerCa.issue("Test profiles", signerKeys.getPublic(), Template.profileSigner());
        top.putAll(common("Configuration", IDENTIFIER));
        top.put("PayloadDisplayName", "S/MIME");
        top.put("IsEncrypted", true);
    }

    public static Map<String, Object> common(String type, String identifier) {
        var map = new LinkedHashMap<String, Object>();
        map.put("PayloadType", type);
        map.put("PayloadVersion", 1);
        map.put("PayloadIdentifier", identifier);
        map.put("PayloadUUID", UUID.randomUUID().toString().toUpperCase(Locale.ROOT));
        return map;
    }

    public ProfileMaker top(String key, Object value) {
        top.put(key, value);
        return this;
    }

    public Map<String, Object> anchor(String type, X509Certificate certificate) throws Exception {
        var payload = common(type, IDENTIFIER + "." + payloads.size());
        payload.put("PayloadContent", certificate.getEncoded());
        payloads.add(payload);
        return payload;
    }

    public Map<String, Object> identity(X509Certificate certificate, PrivateKey key) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("identity", key, "one-time".toCharArray(), new X509Certificate[] {certificate});
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, "one-time".toCharArray());
        var payload = common("com.apple.security.pkcs12", IDENTIFIER + "." + payloads.size());
        payload.put("PayloadContent", bytes.toByteArray());
        payload.put("Password", "one-time");
        payloads.add(payload);
        return payload;
    }

    public Map<String, Object> account(String mail, Map<String, Object> signing, Map<String, Object> encryption) {
        var payload = common("com.apple.eas.account", IDENTIFIER + ".mail");
        payload.put("Host", "mail.example.com");
        payload.put("EmailAddress", mail);
        payload.put("UserName", mail);
        payload.put("SSL", true);
        payload.put("SMIMESigningEnabled", true);
        payload.put("SMIMESigningCertificateUUID", signing.get("PayloadUUID"));
        payload.put("SMIMEEncryptionCertificateUUID", encryption.get("PayloadUUID"));
        payloads.add(payload);
        return payload;
    }

    /** A Mac's word for the identity that signs for an address. */
    public Map<String, Object> preference(String mail, Map<String, Object> signing) {
        var payload = common("com.apple.security.identitypreference", IDENTIFIER + ".preference");
        payload.put("Name", mail);
        payload.put("PayloadCertificateUUID", signing.get("PayloadUUID"));
        payloads.add(payload);
        return payload;
    }

    /** Encrypts to the recipients and signs. */
    public byte[] seal(X509Certificate... recipients) throws Exception {
        return sign(CMSAlgorithm.AES256_CBC, recipients);
    }

    byte[] sign(org.bouncycastle.asn1.ASN1ObjectIdentifier algorithm, X509Certificate... recipients) throws Exception {
        var enveloped = new CMSEnvelopedDataGenerator();
        for (var recipient : recipients) {
            enveloped.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(recipient));
        }
        var array = NSObject.fromJavaObject(payloads).toXMLPropertyList().getBytes(StandardCharsets.UTF_8);
        top.put("EncryptedPayloadContent", enveloped.generate(new CMSProcessableByteArray(array),
                new JceCMSContentEncryptorBuilder(algorithm).build()).getEncoded());
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withRSA", signerKeys.getPrivate(), signer));
        generator.addCertificates(new JcaCertStore(List.of(signer, issuing.certificate())));
        return generator.generate(new CMSProcessableByteArray(Plists.xml(top)), true).getEncoded();
    }
}

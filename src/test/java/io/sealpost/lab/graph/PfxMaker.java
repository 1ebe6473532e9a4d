package io.sealpost.lab.graph;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** Makes a userPFXCertificate as the import cmdlets do, for tests that then break it. */
final class PfxMaker {
    static final String PASSWORD = "0123456789abcdefghijklmnop";
    static final OAEPParameterSpec SHA512 = new OAEPParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, PSource.PSpecified.DEFAULT);
    static final OAEPParameterSpec MASK_OF_SHA1 = new OAEPParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA1,
            PSource.PSpecified.DEFAULT);

    private PfxMaker() {
    }

    static ObjectNode entity(KeyPair keys, X509Certificate certificate, PublicKey connector, String userPrincipalName) {
        return new ObjectMapper().createObjectNode().put("id", "").put("thumbprint", PfxRules.hex(certificate))
                .put("intendedPurpose", "SmimeEncryption").put("userPrincipalName", userPrincipalName)
                .put("startDateTime", certificate.getNotBefore().toInstant().toString())
                .put("expirationDateTime", certificate.getNotAfter().toInstant().toString()).put("providerName", Graph.PROVIDER)
                .put("keyName", Graph.KEY).put("paddingScheme", "OaepSha512").put("encryptedPfxBlob", pfx(keys, certificate))
                .put("encryptedPfxPassword", password(connector, SHA512));
    }

    static byte[] password(PublicKey connector, AlgorithmParameterSpec parameters) {
        try {
            var rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(Cipher.ENCRYPT_MODE, connector, parameters);
            return rsa.doFinal(PASSWORD.getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 3DES for key and certificate, SHA-1 MAC. */
    static byte[] pfx(KeyPair keys, X509Certificate certificate) {
        try {
            var provider = new BouncyCastleProvider();
            var encryptor = new JcePKCSPBEOutputEncryptorBuilder(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)
                    .setProvider(provider).build(PASSWORD.toCharArray());
            var builder = new PKCS12PfxPduBuilder();
            var id = new JcaPKCS12SafeBagBuilder(certificate);
            id.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(new byte[] {1}));
            var key = new JcaPKCS12SafeBagBuilder(keys.getPrivate(), encryptor);
            key.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(new byte[] {1}));
            builder.addEncryptedData(encryptor, id.build());
            builder.addData(key.build());
            return builder.build(new JcePKCS12MacCalculatorBuilder(OIWObjectIdentifiers.idSHA1).setProvider(provider),
                    PASSWORD.toCharArray()).getEncoded();
        } catch (OperatorCreationException | PKCSException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the JDK writes it: AES-256. */
    static byte[] modern(KeyPair keys, X509Certificate certificate, String... aliases) {
        try (var out = new ByteArrayOutputStream()) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var alias : aliases) {
                store.setKeyEntry(alias, keys.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate});
            }
            store.store(out, PASSWORD.toCharArray());
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.sealpost.payload.intune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.escrow.Escrow;
import io.sealpost.payload.OneTimePassword;
import io.sealpost.payload.Pkcs12;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Providers;
import io.sealpost.user.Purpose;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import javax.crypto.Cipher;
import org.springframework.stereotype.Component;

/**
 * Makes a userPFXCertificate (Microsoft Graph beta, intune-raimportcerts-userpfxcertificate) of one identity, in one call: a
 * PKCS #12 under a one-time password, and that password encrypted to the connector's key.
 */
@Component
public class PfxSealing {
    static final ObjectMapper JSON = new ObjectMapper();
    private final Escrow escrow;
    private final SecureRandom random = new SecureRandom();

    public PfxSealing(Escrow escrow) {
        Providers.install();
        this.escrow = escrow;
    }

    /**
     * Seals and proves one identity. Password and bytes are fresh every time.
     *
     * @param encoding COMPATIBLE: Intune is known to refuse AES (microsoft/Intune-Resource-Access, issues)
     * @throws UnprovenPayload if the result would not work; nothing has left then
     * @throws io.sealpost.escrow.KeyMismatch if the wrapped key is not the certificate's
     */
    public PfxCertificate seal(ImportedIdentity identity, Connector connector, Pkcs12Encoding encoding) {
        X509Certificate certificate = identity.certificate();
        char[] password = OneTimePassword.create(random);
        try {
            return escrow.withKey(identity.key(), certificate.getPublicKey(), key -> {
                byte[] pfx = Pkcs12.write(key, certificate, password, encoding, random);
                byte[] json = json(identity, connector, pfx, encrypted(password, connector));
                new PfxProof(identity, connector, random).prove(json, password);
                return new PfxCertificate(PfxCertificate.thumbprint(certificate), json);
            });
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static byte[] json(ImportedIdentity identity, Connector connector, byte[] pfx, byte[] password) {
        ObjectNode entity = JSON.createObjectNode()
            .put("thumbprint", PfxCertificate.thumbprint(identity.certificate()))
            .put("intendedPurpose", intendedPurpose(identity.purpose()))
            .put("userPrincipalName", identity.userPrincipalName())
            .put("startDateTime", dateTime(identity.certificate().getNotBefore()))
            .put("expirationDateTime", dateTime(identity.certificate().getNotAfter()))
            .put("providerName", connector.providerName())
            .put("keyName", connector.keyName())
            .put("paddingScheme", connector.padding().word())
            .put("encryptedPfxBlob", pfx)
            .put("encryptedPfxPassword", password);
        try {
            return JSON.writeValueAsBytes(entity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One byte per character, as the connector reads it. */
    private static byte[] encrypted(char[] password, Connector connector) {
        byte[] clear = StandardCharsets.ISO_8859_1.encode(CharBuffer.wrap(password)).array();
        try {
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(Cipher.ENCRYPT_MODE, connector.key(), connector.padding().parameters());
            return rsa.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new UnprovenPayload("The password cannot be encrypted to the connector's key (" + e.getClass().getSimpleName() + ")", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    static String intendedPurpose(Purpose purpose) {
        return purpose == Purpose.SIGNING ? "smimeSigning" : "smimeEncryption";
    }

    static String dateTime(Date date) {
        return Instant.ofEpochMilli(date.getTime()).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

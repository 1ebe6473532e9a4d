package io.sealpost.payload.intune;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealpost.payload.IdentityProof;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Certificates;
import io.sealpost.user.Purpose;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;

/**
 * Reads a userPFXCertificate back from its bytes, opens the PKCS #12 and uses the identity for its purpose. Only the connector can
 * open the encrypted password: of it we see that it fits that key.
 */
final class PfxProof {
    private static final int FIELDS = 10;
    private final ImportedIdentity identity;
    private final Connector connector;
    private final SecureRandom random;

    PfxProof(ImportedIdentity identity, Connector connector, SecureRandom random) {
        this.identity = identity;
        this.connector = connector;
        this.random = random;
    }

    void prove(byte[] json, char[] password) {
        X509Certificate certificate = identity.certificate();
        String what = "The imported certificate " + Certificates.sha256(certificate);
        try {
            JsonNode entity = PfxSealing.JSON.readTree(json);
            require(entity.size() == FIELDS, what + " has " + entity.size() + " properties instead of " + FIELDS);
            Map.of("thumbprint", PfxCertificate.thumbprint(certificate), "intendedPurpose", PfxSealing.intendedPurpose(identity.purpose()),
                "userPrincipalName", identity.userPrincipalName(), "startDateTime", PfxSealing.dateTime(certificate.getNotBefore()),
                "expirationDateTime", PfxSealing.dateTime(certificate.getNotAfter()), "providerName", connector.providerName(),
                "keyName", connector.keyName(), "paddingScheme", connector.padding().word()).forEach((property, value) ->
                    require(value.equals(entity.path(property).textValue()), what + " has another " + property + " than " + value));
            byte[] sealed = entity.path("encryptedPfxPassword").binaryValue();
            require(sealed != null && sealed.length == connector.bytes()
                && new BigInteger(1, sealed).compareTo(((RSAPublicKey) connector.key()).getModulus()) < 0,
                what + " has a password that is not encrypted to the connector's key");
            IdentityProof.prove(entity.path("encryptedPfxBlob").binaryValue(), password, certificate, what, random);
        } catch (IOException e) {   // no cause: it might quote
            throw new UnprovenPayload(what + " cannot be read back (" + e.getClass().getSimpleName() + ")");
        }
        boolean signing = identity.purpose() == Purpose.SIGNING;
        require(signing ? Certificates.canSign(certificate) : Certificates.canEncrypt(certificate),
            what + " may not be used to " + (signing ? "sign" : "encrypt") + " mail");
    }

    private static void require(boolean proven, String otherwise) {
        if (!proven) {
            throw new UnprovenPayload(otherwise);
        }
    }
}

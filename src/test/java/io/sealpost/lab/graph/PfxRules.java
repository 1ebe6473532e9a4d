package io.sealpost.lab.graph;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealpost.lab.device.InstalledIdentity;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS12PfxPdu;

/** What a userPFXCertificate must be like, down to a PFX that opens with its password, which opens with the connector's key. */
final class PfxRules {
    static final List<String> REQUIRED = List.of("thumbprint", "intendedPurpose", "userPrincipalName", "startDateTime",
            "expirationDateTime", "providerName", "keyName", "paddingScheme", "encryptedPfxBlob", "encryptedPfxPassword");
    static final Set<String> PROPERTIES = Set.of("@odata.type", "id", "thumbprint", "intendedPurpose", "userPrincipalName",
            "startDateTime", "expirationDateTime", "providerName", "keyName", "paddingScheme", "encryptedPfxBlob", "encryptedPfxPassword",
            "createdDateTime", "lastModifiedDateTime");
    private static final Set<String> PURPOSES = Set.of("unassigned", "smimeencryption", "smimesigning", "vpn", "wifi");

    private final PrivateKey connector;
    private final String providerName;
    private final String keyName;

    PfxRules(PrivateKey connector, String providerName, String keyName) {
        this.connector = connector;
        this.providerName = providerName;
        this.keyName = keyName;
    }

    /** Checks names and types of what is there; a PATCH need not have everything. */
    static void form(JsonNode body) {
        require(body.isObject(), "Unable to read JSON request payload");
        body.fieldNames().forEachRemaining(name -> {
            require(PROPERTIES.contains(name), "The property '" + name + "' does not exist on type 'microsoft.graph.userPFXCertificate'");
            require(body.get(name).isTextual(), "Cannot convert the value of '" + name + "' to the expected type 'Edm.String'");
        });
        require(!body.has("@odata.type") || body.path("@odata.type").asText().equals("#microsoft.graph.userPFXCertificate"),
                "@odata.type is not #microsoft.graph.userPFXCertificate");
    }

    /** Checks a whole entity. @return the identity in it */
    InstalledIdentity check(JsonNode entity) {
        REQUIRED.forEach(name -> require(!entity.path(name).asText().isEmpty(), "The property '" + name + "' is required"));
        require(entity.path("thumbprint").asText().matches("[0-9a-fA-F]{40}"), "thumbprint: not a SHA-1 in hex");
        require(PURPOSES.contains(entity.path("intendedPurpose").asText().toLowerCase(Locale.ROOT)),
                "intendedPurpose: not a member of 'microsoft.graph.userPfxIntendedPurpose'");
        require(entity.path("providerName").asText().equals(providerName),
                "providerName: the connector's key is in '" + providerName + "'");
        require(entity.path("keyName").asText().equals(keyName), "keyName: the connector knows no such key");
        var identity = opened(binary(entity, "encryptedPfxBlob"), password(entity));
        var certificate = identity.certificate();
        require(hex(certificate).equals(entity.path("thumbprint").asText().toLowerCase(Locale.ROOT)),
                "thumbprint: the PFX holds another certificate");
        require(instant(entity, "startDateTime").equals(seconds(certificate.getNotBefore()))
                && instant(entity, "expirationDateTime").equals(seconds(certificate.getNotAfter())),
                "startDateTime, expirationDateTime: not those of the certificate");
        return identity;
    }

    private char[] password(JsonNode entity) {
        var parameters = switch (entity.path("paddingScheme").asText().toLowerCase(Locale.ROOT)) {
            case "oaepsha256" -> oaep("SHA-256", MGF1ParameterSpec.SHA256);
            case "oaepsha384" -> oaep("SHA-384", MGF1ParameterSpec.SHA384);
            case "oaepsha512" -> oaep("SHA-512", MGF1ParameterSpec.SHA512);
            default -> throw Refusal.badRequest("paddingScheme: only oaepSha256, oaepSha384 and oaepSha512 are accepted");
        };
        try {
            var rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(Cipher.DECRYPT_MODE, connector, parameters);
            var password = rsa.doFinal(binary(entity, "encryptedPfxPassword"));
            return new String(password, StandardCharsets.ISO_8859_1).toCharArray();
        } catch (GeneralSecurityException e) {
            throw Refusal.badRequest("encryptedPfxPassword: not encrypted to the connector's key with this paddingScheme, hash and mask");
        }
    }

    private static OAEPParameterSpec oaep(String hash, MGF1ParameterSpec mask) {
        return new OAEPParameterSpec(hash, "MGF1", mask, PSource.PSpecified.DEFAULT);
    }

    private static InstalledIdentity opened(byte[] pfx, char[] password) {
        try {
            for (var info : new PKCS12PfxPdu(pfx).getContentInfos()) {
                require(!PKCSObjectIdentifiers.encryptedData.equals(info.getContentType())
                        || PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC.equals(
                                EncryptedData.getInstance(info.getContent()).getEncryptionAlgorithm().getAlgorithm()),
                        "encryptedPfxBlob: the connector opens PFX files with 3DES only");
            }
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(pfx), password);
            var keys = Collections.list(store.aliases()).stream().filter(alias -> isKey(store, alias)).toList();
            require(keys.size() == 1, "encryptedPfxBlob: " + keys.size() + " keys instead of one");
            return new InstalledIdentity((X509Certificate) store.getCertificate(keys.get(0)),
                    (PrivateKey) store.getKey(keys.get(0), password));
        } catch (IOException | GeneralSecurityException e) {
            throw Refusal.badRequest("encryptedPfxBlob: it does not open with the password");
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] binary(JsonNode entity, String name) {
        try {
            return Base64.getDecoder().decode(entity.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Cannot convert the value of '" + name + "' to the expected type 'Edm.Binary'");
        }
    }

    private static Instant instant(JsonNode entity, String name) {
        try {
            return OffsetDateTime.parse(entity.path(name).asText()).toInstant();
        } catch (DateTimeParseException e) {
            throw Refusal.badRequest("Cannot convert the value of '" + name + "' to the expected type 'Edm.DateTimeOffset'");
        }
    }

    private static Instant seconds(Date date) {
        return Instant.ofEpochSecond(date.getTime() / 1000);
    }

    static String hex(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Refusal.badRequest(otherwise);
        }
    }
}

package io.sealpost.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.sealpost.device.Channel;
import io.sealpost.payload.intune.Connector;
import io.sealpost.payload.intune.PaddingScheme;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;

/** The key of each Intune channel's certificate connector, from its settings; read once. */
@Component
class Connectors {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private final Map<String, Connector> connectors = new ConcurrentHashMap<>();

    /** @throws IllegalStateException names the parameter that is missing or cannot be used */
    Connector of(Channel channel) {
        return connectors.computeIfAbsent(channel.name(), name -> {
            String file = channel.parameter("connector-key");
            try {
                return new Connector(key(Files.readString(Path.of(file))), channel.parameter("provider"), channel.parameter("key-name"),
                    PaddingScheme.named(channel.parameters().getOrDefault("padding", "oaepSha512")));
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalStateException("sealpost.channels." + name + ".parameters: the connector's key in " + file
                    + " cannot be used (" + e.getMessage() + "): put its public key or certificate there, PEM", e);
            }
        });
    }

    private static PublicKey key(String pem) throws GeneralSecurityException {
        if (!pem.contains(BEGIN)) {
            return Certificates.parsePem(pem).get(0).getPublicKey();
        }
        String base64 = pem.substring(pem.indexOf(BEGIN) + BEGIN.length()).split("-----", 2)[0];
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}

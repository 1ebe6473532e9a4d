package io.sealpost.delivery;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channel;
import io.sealpost.payload.apple.Signer;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/**
 * Access tokens for Microsoft Graph by client credentials (RFC 6749, section 4.4; Microsoft identity platform, "client credentials
 * flow"): with a client secret, or with an assertion that the channel's signer signs ("certificate credentials"; RFC 7523). A token
 * is kept in memory until two minutes before its end.
 */
@Component("graphTokens")
public class GraphTokens {
    private static final Duration MARGIN = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final ProfileSigners signers;
    private final Clock clock;
    private final IdGenerator ids;

    GraphTokens(ProfileSigners signers, Clock clock, IdGenerator ids) {
        this.signers = signers;
        this.clock = clock;
        this.ids = ids;
    }

    private record Token(String text, Instant until) {
        @Override
        public String toString() {
            return "token until " + until;
        }
    }

    /** The channel, logged in with the token that is kept; null if there is none that lasts. */
    public Channel kept(Channel channel) {
        Token token = tokens.get(channel.name());
        return token == null || clock.instant().plus(MARGIN).isAfter(token.until) ? null : channel.loggedIn(token.text);
    }

    /** Microsoft refused the token: the next call asks for another. */
    void forget(Channel channel) {
        tokens.remove(channel.name());
    }

    /**
     * The header Authorization of the call that asks for a token: the client secret by HTTP Basic (RFC 6749, section 2.3.1;
     * Microsoft identity platform, "client credentials flow": also supported), so that it is in no body; null where the form
     * proves who asks. A secret.
     */
    public String authorization(Channel channel) {
        return channel.signer().isBlank() ? "Basic " + Base64.getEncoder().encodeToString((encoded(channel.username()) + ":"
            + encoded(channel.password())).getBytes(StandardCharsets.US_ASCII)) : null;
    }

    /** The form that asks for a token. */
    public String form(Channel channel) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", channel.username());
        form.put("scope", "https://graph.microsoft.com/.default");
        form.put("grant_type", "client_credentials");
        if (!channel.signer().isBlank()) {
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", assertion(channel));
        }
        return form.entrySet().stream().map(e -> e.getKey() + "=" + encoded(e.getValue())).collect(Collectors.joining("&"));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** PS256 (RFC 7518, section 3.5) over the claims; the certificate is named by its SHA-256. */
    private String assertion(Channel channel) {
        Signer signer = signers.get(channel.signer());
        long now = clock.instant().getEpochSecond();
        try {
            String thumbprint = base64(MessageDigest.getInstance("SHA-256").digest(Certificates.der(signer.chain().get(0))));
            byte[] header = JSON.writeValueAsBytes(Map.of("typ", "JWT", "alg", "PS256", "x5t#S256", thumbprint));
            byte[] claims = JSON.writeValueAsBytes(Map.of("aud", channel.parameter("authority") + "/oauth2/v2.0/token",
                "iss", channel.username(), "sub", channel.username(), "jti", ids.generateId().toString(),
                "nbf", now - 60, "iat", now, "exp", now + 300));
            String signed = base64(header) + "." + base64(claims);
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            signature.initSign(signer.key());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("sealpost.channels." + channel.name() + ".signer cannot sign an assertion ("
                + e.getClass().getSimpleName() + "): it needs an RSA key", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Keeps the token that was granted.
     *
     * @param status of the answer
     * @return the channel, logged in
     * @throws Refused     if Microsoft refused it, with its reason
     * @throws IOException if the answer is none
     */
    public Channel granted(Channel channel, int status, byte[] answer) throws IOException {
        JsonNode said = JSON.readTree(answer);
        if (status >= 400) {
            throw new Refused("not-logged-in", "Microsoft grants no token (" + said.path("error").asText("HTTP " + status) + "): "
                + said.path("error_description").asText("no reason given") + " Look at username, password or signer, and at"
                + " parameters.authority of sealpost.channels." + channel.name());
        }
        String text = said.path("access_token").asText("");
        if (text.isEmpty()) {
            throw new IOException("The token endpoint answered HTTP " + status + " without an access_token");
        }
        tokens.put(channel.name(), new Token(text, clock.instant().plusSeconds(said.path("expires_in").asLong(0))));
        return channel.loggedIn(text);
    }
}

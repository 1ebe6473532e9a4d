package io.sealpost.delivery;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channel;
import io.sealpost.payload.apple.Signer;
import org.springframework.stereotype.Component;

/**
 * Access tokens of a service account (RFC 7523; Google, "Using OAuth 2.0 for server to server applications"), one for each channel, on
 * this node, until shortly before they end.
 */
@Component("googleTokens")
public class GoogleTokens {
    private static final String SCOPE = "https://www.googleapis.com/auth/androidmanagement";
    private static final long LIFETIME = 300;
    private static final long MARGIN = 60;
    private final ProfileSigners signers;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    GoogleTokens(ProfileSigners signers, Clock clock) {
        this.signers = signers;
        this.clock = clock;
    }

    private record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "redacted";
        }
    }

    /** Whether there is none to call with now. */
    public boolean missing(Channel channel) {
        Token token = tokens.get(channel.name());
        return token == null || !clock.instant().isBefore(token.until);
    }

    /**
     * The body of a token request: a grant type and an assertion, signed RS256 by the key of the channel's signer.
     *
     * @return application/x-www-form-urlencoded. A secret for as long as the assertion lasts
     */
    public String request(Channel channel) throws IOException, GeneralSecurityException {
        Signer signer = signers.get(channel.signer());
        long now = clock.instant().getEpochSecond();
        String kid = channel.parameters().get("key-id");
        Map<String, Object> head = kid == null ? Map.of("alg", "RS256", "typ", "JWT") : Map.of("alg", "RS256", "typ", "JWT", "kid", kid);
        String unsigned = part(head) + "." + part(Map.of("iss", channel.parameter("account"), "scope", SCOPE, "aud",
            channel.parameter("token-url"), "iat", now, "exp", now + LIFETIME));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(signer.key());
        signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
        return "grant_type=" + URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", StandardCharsets.UTF_8) + "&assertion="
            + unsigned + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private String part(Map<String, Object> claims) throws IOException {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.writeValueAsBytes(claims));
    }

    /**
     * Keeps what the token endpoint answered.
     *
     * @throws IOException if it is no token: try again
     */
    public void keep(Channel channel, byte[] answer) throws IOException {
        JsonNode token = json.readTree(answer);
        if (!token.path("access_token").isTextual() || !token.path("expires_in").isIntegralNumber()) {
            throw new IOException("The token endpoint answered without access_token and expires_in");
        }
        tokens.put(channel.name(), new Token(token.path("access_token").asText(),
            clock.instant().plusSeconds(token.path("expires_in").asLong() - MARGIN)));
    }

    /** The value of an HTTP Authorization header (RFC 6750). A secret: set it right before the call, remove it right after. */
    public String authorization(Channel channel) throws IOException {
        Token token = tokens.get(channel.name());
        if (token == null) {
            throw new IOException("There is no access token for channel " + channel.name());
        }
        return "Bearer " + token.value;
    }

    /** For the enricher that logs in on the way: the message goes on as it was. */
    public Object unchanged(Object body, Object answer) {
        return body;
    }
}

package io.sealpost.lab.android;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.seed.Secrets;

/** Google's OAuth 2.0 token endpoint for service accounts (RFC 7523; developers.google.com, "Using OAuth 2.0 for server to server"). */
final class TokenEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String SCOPE = "https://www.googleapis.com/auth/androidmanagement";
    private static final long LIFETIME = 3599;
    private final String account;
    private final PublicKey key;
    private final Clock clock;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private final Set<String> issued = ConcurrentHashMap.newKeySet();

    TokenEndpoint(String account, PublicKey key, Clock clock) {
        this.clock = clock;
        this.account = account;
        this.key = key;
    }

    /** @return the status, and the body as JSON */
    Map.Entry<Integer, Map<String, Object>> answer(String form, String audience) {
        var fields = new HashMap<String, String>();
        Arrays.stream(form.split("&")).map(each -> each.split("=", 2)).filter(pair -> pair.length == 2)
                .forEach(pair -> fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        if (!GRANT.equals(fields.get("grant_type"))) {
            return error("unsupported_grant_type", "Invalid grant_type: " + fields.get("grant_type"));
        }
        var wrong = wrong(fields.getOrDefault("assertion", ""), audience);
        if (wrong != null) {
            return error("invalid_grant", wrong);
        }
        var token = "ya29." + Secrets.password();
        tokens.put(token, clock.instant().plusSeconds(LIFETIME));
        issued.add(token);
        return Map.entry(200, Map.of("access_token", token, "expires_in", LIFETIME, "token_type", "Bearer"));
    }

    private String wrong(String assertion, String audience) {
        try {
            var parts = assertion.split("\\.");
            if (parts.length != 3 || !"RS256".equals(part(parts[0]).path("alg").asText())) {
                return "Bad Request";
            }
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            var claims = part(parts[1]);
            if (!claims.path("iss").asText().equals(account)) {
                return "Not a valid email or user ID.";
            }
            if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
                return "Invalid JWT Signature.";
            }
            if (!claims.path("aud").asText().equals(audience)) {
                return "Failed audience check. The right audience is " + audience;
            }
            long now = clock.instant().getEpochSecond();
            long from = claims.path("iat").asLong();
            long until = claims.path("exp").asLong();
            if (from > now + 300 || until < now || until - from > 3600 || until <= from) {
                return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp "
                        + "values in the JWT claim.";
            }
            return Set.of(claims.path("scope").asText().split(" ")).contains(SCOPE) ? null : "Invalid OAuth scope or ID token audience.";
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            return "Invalid JWT.";
        }
    }

    private static JsonNode part(String base64) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(base64));
    }

    private static Map.Entry<Integer, Map<String, Object>> error(String code, String description) {
        return Map.entry(400, Map.of("error", code, "error_description", description));
    }

    boolean accepts(String authorization) {
        var until = authorization != null && authorization.startsWith("Bearer ") ? tokens.get(authorization.substring(7)) : null;
        return until != null && until.isAfter(clock.instant());
    }

    /** No token that was given out is good any more. */
    void revoke() {
        tokens.clear();
    }

    /** Every access token it gave out. */
    Set<String> issued() {
        return Set.copyOf(issued);
    }
}

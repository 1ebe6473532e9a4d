package io.sealpost.lab.graph;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.sealpost.lab.ca.Keys;

/**
 * Issues access tokens to one application (Microsoft identity platform: client credentials, certificate credentials) and checks them.
 */
final class TokenEndpoint {
    static final String AUDIENCE = "https://graph.microsoft.com";
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final long LIFETIME = 3599;

    private final KeyPair keys = Keys.rsa();
    private final Application application;
    private final Clock clock;
    private final Set<String> usedAssertions = ConcurrentHashMap.newKeySet();
    private volatile List<String> roles = List.of("DeviceManagementConfiguration.ReadWrite.All", "User.Read.All",
            "DeviceManagementManagedDevices.Read.All", "DeviceManagementApps.ReadWrite.All");
    private final Set<String> issued = ConcurrentHashMap.newKeySet();

    TokenEndpoint(Application application, Clock clock) {
        this.application = application;
        this.clock = clock;
    }

    /** What the token endpoint refuses: error and error_description (RFC 6749, section 5.2), with Microsoft's number in the text. */
    static final class Denied extends RuntimeException {
        private final int status;
        private final String error;

        Denied(int status, String error, String description) {
            super(description);
            this.status = status;
            this.error = error;
        }

        int status() {
            return status;
        }

        String error() {
            return error;
        }
    }

    /** The answer to a token request. @param url its own, which an assertion names as audience */
    Map<String, Object> token(String tenant, Map<String, String> form, String url) {
        if (!tenant.equals(application.tenant())) {
            throw new Denied(400, "invalid_request", "AADSTS90002: Tenant '" + tenant + "' not found.");
        }
        if (!application.clientId().equals(form.get("client_id"))) {
            throw new Denied(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.");
        }
        if (!"client_credentials".equals(form.get("grant_type"))) {
            throw new Denied(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
        }
        if (!(AUDIENCE + "/.default").equals(form.get("scope"))) {
            throw new Denied(400, "invalid_scope", "AADSTS70011: The provided value for the input parameter 'scope' is not valid.");
        }
        if (form.containsKey("client_assertion")) {
            asserted(form, url);
        } else if (!application.clientSecret().equals(form.get("client_secret"))) {
            throw new Denied(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
        }
        var token = signed(Map.of());
        issued.add(token);
        return Map.of("token_type", "Bearer", "expires_in", LIFETIME, "ext_expires_in", LIFETIME, "access_token", token);
    }

    /** An access token that its key signs. @param others claims in place of the usual ones */
    String signed(Map<String, Object> others) {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>(Map.of("aud", AUDIENCE, "iss", issuer(), "iat", now, "nbf", now,
                "exp", now + LIFETIME, "appid", application.clientId(), "tid", application.tenant(), "roles", roles,
                "uti", UUID.randomUUID().toString()));
        claims.putAll(others);
        return Jwt.sign(Map.of("typ", "JWT", "alg", "RS256"), claims, keys.getPrivate());
    }

    private String issuer() {
        return "https://sts.windows.net/" + application.tenant() + "/";
    }

    private void asserted(Map<String, String> form, String url) {
        if (!ASSERTION.equals(form.get("client_assertion_type"))) {
            throw new Denied(400, "invalid_request", "AADSTS90013: client_assertion_type must be " + ASSERTION);
        }
        Jwt assertion;
        try {
            assertion = Jwt.parse(form.get("client_assertion"));
        } catch (IllegalArgumentException e) {
            throw new Denied(401, "invalid_client", "AADSTS50027: JWT token is invalid or malformed: " + e.getMessage());
        }
        var certificate = application.certificate();
        var header = assertion.header();
        if (certificate == null || !header.path("typ").asText().equals("JWT")
                || !thumbprint(certificate, "SHA-256").equals(header.path("x5t#S256").asText())
                        && !thumbprint(certificate, "SHA-1").equals(header.path("x5t").asText())) {
            throw new Denied(401, "invalid_client", "AADSTS700027: The certificate with this thumbprint (x5t) is not registered.");
        }
        if (!assertion.verifies(certificate.getPublicKey())) {
            throw new Denied(401, "invalid_client", "AADSTS700027: Client assertion failed signature validation.");
        }
        var claims = assertion.claims();
        long now = clock.instant().getEpochSecond();
        if (!url.equals(claims.path("aud").asText())) {
            throw new Denied(401, "invalid_client", "AADSTS700023: Client assertion audience claim does not match " + url);
        }
        if (!form.get("client_id").equals(claims.path("iss").asText()) || !form.get("client_id").equals(claims.path("sub").asText())) {
            throw new Denied(401, "invalid_client", "AADSTS700021: Client assertion application identifier doesn't match 'client_id'.");
        }
        if (claims.path("exp").asLong() <= now || claims.path("nbf").asLong() > now + 300) {
            throw new Denied(401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range.");
        }
        if (claims.path("jti").asText().isEmpty() || !usedAssertions.add(claims.path("jti").asText())) {
            throw new Denied(401, "invalid_client", "AADSTS5002738: The client assertion was used before.");
        }
    }

    static String thumbprint(X509Certificate certificate, String hash) {
        try {
            var digest = MessageDigest.getInstance(hash).digest(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws Refusal unless the header bears a token of ours, in time, with the permission */
    void check(String authorization, String permission) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            throw Refusal.unauthorized("Access token is empty.");
        }
        Jwt token;
        try {
            token = Jwt.parse(authorization.substring(7));
        } catch (IllegalArgumentException e) {
            throw Refusal.unauthorized("IDX14100: JWT is not well formed.");
        }
        var claims = token.claims();
        if (!token.header().path("alg").asText().equals("RS256") || !token.verifies(keys.getPublic())
                || !issuer().equals(claims.path("iss").asText())) {
            throw Refusal.unauthorized("Signing key or issuer is invalid.");
        }
        if (!AUDIENCE.equals(claims.path("aud").asText())) {
            throw Refusal.unauthorized("Access token validation failure. Invalid audience.");
        }
        if (claims.path("exp").asLong() <= clock.instant().getEpochSecond()) {
            throw Refusal.unauthorized("Lifetime validation failed, the token is expired.");
        }
        for (var role : claims.path("roles")) {
            if (role.asText().equals(permission)) {
                return;
            }
        }
        throw Refusal.forbidden("The application lacks the permission " + permission);
    }

    void roles(List<String> granted) {
        roles = granted;
    }

    /** Every access token it gave out. */
    Set<String> issued() {
        return Set.copyOf(issued);
    }
}

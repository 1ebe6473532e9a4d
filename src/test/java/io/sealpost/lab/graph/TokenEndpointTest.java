package io.sealpost.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lab's token endpoint grants what Microsoft's grants, and refuses the rest with its numbers. */
class TokenEndpointTest {
    private static final KeyPair KEYS = Keys.rsa();
    private static final Application APPLICATION = Application.create(
            Authority.root("Root").issue("Sealpost", KEYS.getPublic(), Template.client()));
    private static final String URL = "http://127.0.0.1/" + APPLICATION.tenant() + "/oauth2/v2.0/token";
    private final TokenEndpoint endpoint = new TokenEndpoint(APPLICATION, Clock.systemUTC());

    private static Map<String, String> secret() {
        return new LinkedHashMap<>(Map.of("client_id", APPLICATION.clientId(), "scope", "https://graph.microsoft.com/.default",
                "client_secret", APPLICATION.clientSecret(), "grant_type", "client_credentials"));
    }

    private Map<String, Object> token(Map<String, String> form) {
        return endpoint.token(APPLICATION.tenant(), form, URL);
    }

    @Test
    void grantsByASecret() {
        assertThat(token(secret())).containsEntry("token_type", "Bearer").containsKeys("access_token", "expires_in");
        assertThatThrownBy(() -> endpoint.token("other", secret(), URL)).hasMessageContaining("AADSTS90002");
    }

    static Stream<Arguments> badTokenRequests() {
        return Stream.of(
                Arguments.of("client_secret", "wrong", "AADSTS7000215"), Arguments.of("client_id", "wrong", "AADSTS700016"),
                Arguments.of("grant_type", "password", "AADSTS70003"), Arguments.of("scope", "openid", "AADSTS70011"),
                Arguments.of("client_assertion", "x", "AADSTS90013"));
    }

    @ParameterizedTest
    @MethodSource("badTokenRequests")
    void refusesABadTokenRequest(String parameter, String value, String said) {
        var form = secret();
        form.put(parameter, value);
        assertThatThrownBy(() -> token(form)).isInstanceOf(TokenEndpoint.Denied.class).hasMessageContaining(said);
    }

    private static Map<String, String> assertion(Map<String, Object> header, Map<String, Object> claims) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> head = new LinkedHashMap<>(Map.of("typ", "JWT", "alg", "PS256", "x5t#S256",
                TokenEndpoint.thumbprint(APPLICATION.certificate(), "SHA-256")));
        head.putAll(header);
        Map<String, Object> said = new LinkedHashMap<>(Map.of("aud", URL, "iss", APPLICATION.clientId(), "sub",
                APPLICATION.clientId(), "jti", UUID.randomUUID().toString(), "nbf", now, "exp", now + 300));
        said.putAll(claims);
        var form = secret();
        form.remove("client_secret");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", Jwt.sign(head, said, KEYS.getPrivate()));
        return form;
    }

    static Stream<Arguments> badAssertions() {
        return Stream.of(Arguments.of(Map.of("x5t#S256", "AAAA"), Map.of(), "AADSTS700027"),
                Arguments.of(Map.of("typ", "at+jwt"), Map.of(), "AADSTS700027"),
                Arguments.of(Map.of(), Map.of("aud", "https://example.com"), "AADSTS700023"),
                Arguments.of(Map.of(), Map.of("sub", "other"), "AADSTS700021"),
                Arguments.of(Map.of(), Map.of("exp", 1), "AADSTS700024"), Arguments.of(Map.of(), Map.of("jti", ""), "AADSTS5002738"));
    }

    @ParameterizedTest
    @MethodSource("badAssertions")
    void refusesABadAssertion(Map<String, Object> header, Map<String, Object> claims, String said) {
        assertThatThrownBy(() -> token(assertion(header, claims))).hasMessageContaining(said);
    }

    static Stream<Arguments> badAccessTokens() {
        return Stream.of(Arguments.of("an expired one", Map.of("exp", 1), 401, "expired"),
                Arguments.of("another audience", Map.of("aud", "https://management.azure.com"), 401, "audience"),
                Arguments.of("another tenant's", Map.of("iss", "https://sts.windows.net/other/"), 401, "issuer"),
                Arguments.of("no permission", Map.of("roles", List.of()), 403, "User.Read.All"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAccessTokens")
    void refusesABadAccessToken(String what, Map<String, Object> claims, int status, String said) {
        endpoint.check("Bearer " + endpoint.signed(Map.of()), "User.Read.All");
        assertThatThrownBy(() -> endpoint.check("Bearer " + endpoint.signed(claims), "User.Read.All"))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(status))
                .hasMessageContaining(said);
    }

    @Test
    void refusesACallWithoutAToken() {
        for (var header : new String[] {null, "", "Basic YTpi", "Bearer ", "Bearer x.y.z"}) {
            assertThatThrownBy(() -> endpoint.check(header, "User.Read.All")).isInstanceOfSatisfying(Refusal.class,
                    refusal -> assertThat(refusal.status()).isEqualTo(401));
        }
    }

    @Test
    void acceptsACertificateByEitherAlgorithmOnce() {
        var form = assertion(Map.of(), Map.of());
        assertThat(token(form)).containsKey("access_token");
        assertThatThrownBy(() -> token(form)).hasMessageContaining("AADSTS5002738");
        var rs256 = assertion(Map.of("alg", "RS256", "x5t", TokenEndpoint.thumbprint(APPLICATION.certificate(), "SHA-1"), "x5t#S256", ""),
                Map.of());
        assertThat(token(rs256)).containsKey("access_token");
    }
}

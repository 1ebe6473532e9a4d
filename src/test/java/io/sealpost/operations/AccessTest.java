package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.header.HeaderWriterFilter;

/** Which role may do what (P9: machine credentials, S10: nothing open that is not named). */
@ApiContext
class AccessTest {
    @LocalServerPort
    private int port;
    @Autowired
    private FilterChainProxy security;

    @ParameterizedTest
    @CsvSource({
        "viewer,   GET,    /api/v1/devices,      200",
        "operator, GET,    /api/v1/devices,      200",
        "importer, GET,    /api/v1/devices,      200",
        "mdm,      GET,    /api/v1/devices,      403",
        "viewer,   PUT,    /api/v1/devices/u,    403",
        "operator, PUT,    /api/v1/devices/u,    403",
        "importer, PUT,    /api/v1/devices/u,    400",
        "mdm,      PUT,    /api/v1/devices/u,    403",
        "viewer,   POST,   /api/v1/devices,      403",
        "operator, POST,   /api/v1/devices,      403",
        "mdm,      POST,   /api/v1/devices,      403",
        "importer, POST,   /api/v1/devices,      415",
        "viewer,   POST,   /api/v1/syncs,        403",
        "importer, POST,   /api/v1/syncs,        403",
        "operator, POST,   /api/v1/syncs,        202",
        "operator, POST,   /api/v1/syncs/1/approval, 403",
        "viewer,   POST,   /api/v1/syncs/1/approval, 403",
        "importer, POST,   /api/v1/syncs/1/approval, 400",
        "viewer,   GET,    /api/v1/syncs/1/plan, 404",
        "importer, PUT,    /api/v1/users/u,      403",
        "importer, PUT,    /api/v1/devices/u/x,  403",
        "operator, DELETE, /api/v1/devices/u,    403",
        "operator, POST,   /api/v1/syncs/1,      403",
        "operator, DELETE, /api/v1/devices/u/owner, 403",
        "importer, DELETE, /api/v1/devices/u/owner, 404",
        "importer, POST,   /api/v1/devices/u/retirement, 403",
        "operator, POST,   /api/v1/devices/u/retirement, 404",
        "operator, DELETE, /api/v1/devices/u/retirement, 404",
        "viewer,   DELETE, /api/v1/devices/u/retirement, 403",
        "operator, POST,   /api/v1/devices/u/wipe, 403",
        "viewer,   GET,    /api/v1/devices/u/bundle, 404",
        "viewer,   GET,    /api/v1/matrix,       200",
        "mdm,      GET,    /api/v1/matrix,       403",
        "viewer,   POST,   /api/v1/channels/mdm/pause, 403",
        "importer, POST,   /api/v1/channels/mdm/resume, 403",
        "operator, POST,   /api/v1/channels/none/drain, 404",
        "operator, POST,   /api/v1/enrollments/1/retry, 404",
        "importer, POST,   /api/v1/enrollments/1/retry, 403",
        "viewer,   POST,   /api/v1/enrollments/1/retry, 403",
        "viewer,   GET,    /api/v1/enrollments,  200",
        "mdm,      GET,    /api/v1/enrollments,  403",
        "mdm,      POST,   /channels/any,        404",
        "operator, POST,   /channels/any,        403",
        "viewer,   GET,    /channels/any,        403"})
    void P9_eachRoleMayDoWhatItIsFor(String account, String method, String path, int status) throws Exception {
        var answer = new Client(port, account).send(method, path, method.equals("GET") ? null : "{}");

        assertThat(answer.status()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(answer.detail()).contains(account, "sealpost.accounts." + account + ".roles");
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/devices", "/api/nothing", "/channels/any"})
    void P9_withoutAnAccountTheAnswerSaysWhatIsNeeded(String path) throws Exception {
        for (var account : new String[] {null, "nobody"}) {
            var answer = new Client(port, account).get(path);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(answer.detail()).contains("sealpost.accounts", "Basic");
            assertThat(answer.http().headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
            assertThat(answer.http().headers().firstValue("Set-Cookie")).as("no session").isEmpty();
        }
    }

    @Test
    void S10_healthIsOpenAndSaysNoMoreThanThat() throws Exception {
        var answer = new Client(port, null).get("/actuator/health");

        assertThat(answer.json().properties()).hasSize(1).allMatch(entry -> entry.getKey().equals("status"));
    }

    @ParameterizedTest
    @CsvSource({"/actuator", "/actuator/info", "/actuator/env", "/actuator/jolokia", "/actuator/hawtio/", "/plugin", "/", "/error",
        "/h2-console"})
    void S10_everythingElseAsksForTheForm(String path) throws Exception {
        var answer = new Client(port, null).get(path);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.http().headers().firstValue("Location").orElse("")).endsWith("/login");
    }

    @Test
    void S10_basicIsNoWayIntoTheConsole() throws Exception {
        assertThat(new Client(port, "viewer").get("/actuator/jolokia/read/java.lang:type=Memory").status()).isEqualTo(302);
    }

    @Test
    void G5_theHeadersOfAnAnswerAreWrittenBeforeAnotherThreadAnswers() throws Exception {
        for (var path : new String[] {"/api/v1/devices", "/channels/mdm/webhook"}) {
            var request = new MockHttpServletRequest("GET", path);
            request.setServletPath(path);
            var chain = security.getFilters(path).stream().filter(HeaderWriterFilter.class::isInstance).findFirst().orElseThrow();
            chain.doFilter(request, new MockHttpServletResponse(), (asked, answer) ->
                assertThat(((HttpServletResponse) answer).getHeader("X-Content-Type-Options")).as(path).isEqualTo("nosniff"));
        }
    }
}

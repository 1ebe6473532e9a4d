package io.sealpost.routes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import io.sealpost.enrollment.CertificationAuthorities;
import io.sealpost.enrollment.CertificationAuthority;
import io.sealpost.enrollment.Enrollment;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.Outcome;
import io.sealpost.enrollment.Outcomes;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustAllTrustManager;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/** Flow issue-signing-certificate together with connector enroll-est, against an EST server's answers. */
class IssueSigningCertificateTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000e");
    private static final Outcome ISSUED = new Outcome.Issued(List.of());

    private final WireMockServer est = new WireMockServer(options().httpDisabled(true).dynamicHttpsPort().bindAddress("127.0.0.1"));
    private final Enrollments enrollments = mock();
    private final Outcomes outcomes = mock();
    private final CertificationAuthorities authorities = mock();
    private final Enrollment enrollment = new Enrollment(ID, "ca", "pkcs", UUID.randomUUID(), UUID.randomUUID(), "a@example.com",
        new byte[] {1, 2, 3}, null, 1);
    private RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        est.start();
        when(enrollments.claim(ID)).thenReturn(enrollment);
        when(authorities.get("ca")).thenReturn(new CertificationAuthority("ca", "est", est.baseUrl() + "/.well-known/est", "tls",
            List.of(), Duration.ofSeconds(2), Duration.ofMinutes(5)));
        routes = RouteFixture.of(Map.of("enrollments", enrollments, "certificationAuthorities", authorities, "outcomes", outcomes,
            "tls", trusting()), new String[] {"enqueue"},
            "flows/issue-signing-certificate.camel.yaml", "cas/enroll-est.camel.yaml");
        // WireMock's certificate names no host; that TLS is checked, the lab's CA proves
        routes.camel().getComponent("https", HttpComponent.class).setX509HostnameVerifier(NoopHostnameVerifier.INSTANCE);
    }

    static SSLContextParameters trusting() {
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(TrustAllTrustManager.INSTANCE);
        SSLContextParameters tls = new SSLContextParameters();
        tls.setTrustManagers(trust);
        return tls;
    }

    @AfterEach
    void stop() {
        routes.close();
        est.stop();
    }

    @Test
    void S13_aRequestIsSentAsBase64OfItsDerAndTheUserIsComparedOnceItIsIssued() {
        answer(200, "MIIB");
        when(outcomes.certsOnly("MIIB".getBytes())).thenReturn(ISSUED);

        assertThat(ask()).isEqualTo(enrollment.user().toString());

        verify(enrollments).record(enrollment, ISSUED);
        est.verify(1, postRequestedFor(urlEqualTo("/.well-known/est/simpleenroll"))
            .withHeader("Content-Type", equalTo("application/pkcs10")).withRequestBody(equalTo("AQID")));
    }

    @Test
    void S13_notYetIsRecordedWithItsTime() {
        est.stubFor(post(urlEqualTo("/.well-known/est/simpleenroll"))
            .willReturn(aResponse().withStatus(202).withHeader("Retry-After", "7")));
        Outcome pending = new Outcome.Pending(Duration.ofSeconds(7), null);
        when(outcomes.pending("7")).thenReturn(pending);

        ask();

        verify(enrollments).record(enrollment, pending);
    }

    @Test
    void S13_aRefusalIsADenial() {
        answer(403, "no");

        ask();

        verify(enrollments).deny(enrollment, 403, "no");
        verify(enrollments, never()).record(any(), any());
    }

    @Test
    void S13_aBusyCaIsAskedLater() {
        answer(503, "busy");

        ask();

        verify(enrollments).postpone(eq(enrollment), any());
    }

    @Test
    void S13_aSilentCaIsAskedLater() {
        est.stop();

        ask();

        verify(enrollments).postpone(eq(enrollment), any());
    }

    @Test
    void P2_anAnswerThatIsLostAfterTheRequestWasSentIsNotAskedForAgainAtOnce() {
        est.stubFor(post(urlEqualTo("/.well-known/est/simpleenroll")).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        ask();

        verify(enrollments).unanswered(eq(enrollment), any());
        verify(enrollments, never()).postpone(any(), any());
        est.verify(1, postRequestedFor(urlEqualTo("/.well-known/est/simpleenroll")));
    }

    @Test
    void P2_aCaThatTakesTheRequestAndIsSilentHasLostItsAnswer() {
        est.stubFor(post(urlEqualTo("/.well-known/est/simpleenroll")).willReturn(aResponse().withFixedDelay(2500)));

        ask();

        verify(enrollments).unanswered(eq(enrollment), any());
        est.verify(1, postRequestedFor(urlEqualTo("/.well-known/est/simpleenroll")));
    }

    @Test
    void S13_aRequestThatSomebodyElseHoldsIsDropped() {
        when(enrollments.claim(ID)).thenReturn(null);

        ask();

        est.verify(0, postRequestedFor(urlEqualTo("/.well-known/est/simpleenroll")));
    }

    /** Runs the flow; returns the user it asks to compare. */
    private String ask() {
        routes.send("jms:queue:enrollments?waitForTaskToComplete=Always&timeout=20000", ID.toString(), Map.of());
        return routes.next("users", String.class);
    }

    private void answer(int status, String body) {
        est.stubFor(post(urlEqualTo("/.well-known/est/simpleenroll")).willReturn(aResponse().withStatus(status).withBody(body)));
    }
}

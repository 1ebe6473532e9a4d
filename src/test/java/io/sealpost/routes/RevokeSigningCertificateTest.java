package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.sealpost.enrollment.CertificationAuthorities;
import io.sealpost.enrollment.CertificationAuthority;
import io.sealpost.enrollment.Outcome;
import io.sealpost.enrollment.Outcomes;
import io.sealpost.enrollment.Revocation;
import io.sealpost.enrollment.Revocations;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

/** Flow revoke-signing-certificate with the example of docs/cas/est.md: no CA whose connector is shipped can revoke. */
class RevokeSigningCertificateTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000f");

    private final WireMockServer ca = new WireMockServer(options().httpDisabled(true).dynamicHttpsPort().bindAddress("127.0.0.1"));
    private final Revocations revocations = mock();
    private final CertificationAuthorities authorities = mock();
    private final Revocation revocation = new Revocation(ID, "ca", "O=A/B Ltd,CN=Issuing CA", "1f00", new byte[] {1, 2, 3}, 1);
    private RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        ca.start();
        when(revocations.claim(ID)).thenReturn(revocation);
        when(authorities.get("ca")).thenReturn(new CertificationAuthority("ca", "est", ca.baseUrl() + "/.well-known/est", "tls", List.of(),
            Duration.ofSeconds(2), Duration.ofMinutes(5)));
        Outcomes outcomes = mock();
        when(outcomes.revoked()).thenReturn(new Outcome.Revoked());
        when(outcomes.pending("7")).thenReturn(new Outcome.Pending(Duration.ofSeconds(7), null));
        routes = RouteFixture.with(Map.of("sealpost.ejbca.url", ca.baseUrl() + "/ejbca/ejbca-rest-api"), Map.of("revocations", revocations,
            "certificationAuthorities", authorities, "outcomes", outcomes, "tls", IssueSigningCertificateTest.trusting()),
            "flows/enqueue.camel.yaml", "flows/revoke-signing-certificate.camel.yaml");
        routes.camel().getComponent("https", HttpComponent.class).setX509HostnameVerifier(NoopHostnameVerifier.INSTANCE);
        routes.load(Path.of("docs/cas/revoke-est.camel.yaml"));
    }

    @AfterEach
    void stop() {
        routes.close();
        ca.stop();
    }

    @Test
    void S31_theCaIsAskedForThisCertificateAndItsOutcomeRecorded() {
        ask(200);
        verify(revocations).record(revocation, new Outcome.Revoked());
        ca.verify(1, putRequestedFor(urlEqualTo("/ejbca/ejbca-rest-api/v1/certificate/O%3DA%2FB%20Ltd%2CCN%3DIssuing%20CA/1f00/revoke"
            + "?reason=CESSATION_OF_OPERATION")).withRequestBody(absent()));
    }

    @Test
    void S31_whatIsRevokedAlreadyIsAsGoodAsDone() {
        ask(409);
        verify(revocations).record(revocation, new Outcome.Revoked());
    }

    @Test
    void S31_notYetIsAskedAgain() {
        ask(202);
        verify(revocations).record(revocation, new Outcome.Pending(Duration.ofSeconds(7), null));
    }

    @Test
    void S31_aRefusalIsADenial() {
        ask(403);
        verify(revocations).deny(revocation, 403);
    }

    @Test
    void S31_aBusyCaIsAskedLater() {
        ask(503);
        verify(revocations).postpone(eq(revocation), any());
    }

    @Test
    void S31_aSilentCaIsAskedLater() {
        ca.stop();
        ask(200);
        verify(revocations).postpone(eq(revocation), any());
    }

    @Test
    void S31_whatSomebodyElseHoldsIsDropped() {
        when(revocations.claim(ID)).thenReturn(null);
        ask(200);
        ca.verify(0, putRequestedFor(anyUrl()));
        verify(revocations).claim(ID);
        verifyNoMoreInteractions(revocations);
    }

    private void ask(int status) {
        if (ca.isRunning()) {
            ca.stubFor(put(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Retry-After", "7")));
        }
        routes.send("jms:queue:revocations?waitForTaskToComplete=Always&timeout=20000", ID.toString(), Map.of());
    }
}

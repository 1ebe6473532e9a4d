package io.sealpost.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sealpost.TestCertificates;
import io.sealpost.directory.Crls;
import io.sealpost.directory.Findings;
import io.sealpost.pki.Certificates;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connector poll-crls against an HTTP server (P10, P12). */
class PollCrlsTest {
    private static final Instant NOW = TestCertificates.NOW;
    private static final PublicKey KEY = TestCertificates.key("anna", "2048").getPublic();
    @TempDir
    private Path folder;
    private final List<String> asked = new ArrayList<>();
    private byte[] answer = {};
    private HttpServer http;
    private PublishStage stage;
    private RouteFixture routes;
    private String url;

    @BeforeEach
    void start() throws Exception {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(answer.length == 0 ? 404 : 200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        http.start();
        url = "http://127.0.0.1:" + http.getAddress().getPort() + "/issuing.crl?partition=1";
        stage = new PublishStage(folder);
        routes = RouteFixture.of(Map.of("crls", stage.core.get(Crls.class)), new String[0], "cas/poll-crls.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
        stage.close();
        http.stop(0);
    }

    private X509Certificate add(X509Certificate certificate) {
        stage.core.get(UserCertificates.class).add(stage.anna, certificate, Purpose.ENCRYPTION, Source.DIRECTORY);
        return certificate;
    }

    /** The daily comparison notes what certificates name; then the schedule fires. */
    private List<String> poll() throws Exception {
        stage.core.get(Findings.class).check(stage.anna);
        stage.clock.pass(Duration.ofHours(7));
        fire();
        stage.core.get(Findings.class).check(stage.anna);
        return stage.jdbc().sql("select name from finding where name <> 'KEY_MISSING'").query(String.class).list();
    }

    @Test
    void P12_aCrlThatVerifiesIsFetchedOnceInItsTime() throws Exception {
        add(TestCertificates.withCrl(KEY, "anna@example.com", url, 1, 100));
        answer = TestCertificates.crl("Issuing", NOW.plus(Duration.ofDays(7)));

        assertThat(poll()).isEmpty();

        fire();
        assertThat(asked).containsExactly("/issuing.crl?partition=1");
        assertThat(stage.jdbc().sql("select count(*) from crl where text is null and fetched_at is not null and next_update is not null")
            .query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void P12_whatIsNotToBeHadIsExpiredOrIsSignedBySomebodyElseIsAFinding() throws Exception {
        add(TestCertificates.withCrl(KEY, "anna@example.com", url, 1, 100));
        assertThat(poll()).containsExactly("CRL_UNREACHABLE");
        assertThat(problem()).contains("404");

        answer = TestCertificates.crl("Root", NOW.plus(Duration.ofDays(7)));
        assertThat(poll()).containsExactly("CRL_UNREACHABLE");
        assertThat(problem()).isEqualTo("what is there is no CRL that CN=Issuing signed");

        answer = TestCertificates.crl("Issuing", NOW.minus(Duration.ofDays(1)));
        assertThat(poll()).containsExactly("CRL_UNREACHABLE");
        assertThat(problem()).startsWith("what is there should have been renewed at 2026-11-22");

        answer = TestCertificates.crl("Issuing", NOW.plus(Duration.ofDays(7)));
        assertThat(poll()).isEmpty();
    }

    @Test
    void P10_aRevokedCertificateIsKnownAndAHoldThatIsLiftedToo() throws Exception {
        X509Certificate certificate = add(TestCertificates.withCrl(KEY, "anna@example.com", url, 1, 100));
        answer = TestCertificates.crl("Issuing", NOW.plus(Duration.ofDays(7)), certificate);

        assertThat(poll()).containsExactly("REVOKED");

        assertThat(stage.jdbc().sql("select revoked_at from certificate where sha256 = ?").param(Certificates.sha256(certificate))
            .query(Instant.class).single()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        answer = TestCertificates.crl("Issuing", NOW.plus(Duration.ofDays(7)));
        assertThat(poll()).isEmpty();
        assertThat(stage.jdbc().sql("select action from audit where action like '%revo%' order by seq").query(String.class).list())
            .containsExactly("certificate-revoked", "revocation-lifted");
    }

    @Test
    void S10_nobodysCertificateNamesAnAddressForUsToCall() throws Exception {
        add(TestCertificates.withCrl(KEY, "anna@example.com", url, 1, 100));
        add(TestCertificates.withCrl(KEY, "anna@example.com", "ldap://127.0.0.1/cn=crl", 0, 100));
        answer = TestCertificates.crl("Issuing", NOW.plus(Duration.ofDays(7)));

        assertThat(poll()).as("the current one names ldap: only").containsExactly("CRL_UNREACHABLE");

        assertThat(asked).as("the superseded one's is not asked for").isEmpty();
        assertThat(problem()).contains("do not fetch ldap: addresses");
    }

    private void fire() throws Exception {
        routes.camel().getRoute("poll-crls").getProcessor().process(new DefaultExchange(routes.camel()));
    }

    private String problem() {
        return stage.jdbc().sql("select text from crl where text is not null").query(String.class).single();
    }
}

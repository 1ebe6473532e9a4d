package io.sealpost.routes;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.sealpost.Core;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.CertificationAuthorities;
import io.sealpost.enrollment.EnrollmentFixture;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.SigningIdentities;
import io.sealpost.enrollment.Outcomes;
import io.sealpost.pki.Certificates;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a CA answers ends in a row with its cause: the flow with its connector and its beans, over a real database. */
class CaAnswersTest {
    private static final PublicKey OTHER = TestCertificates.key("other", "P-256").getPublic();
    private static final WireMockServer EST = new WireMockServer(options().httpDisabled(true).dynamicHttpsPort().bindAddress("127.0.0.1"));
    private static final Ticking CLOCK = new Ticking();
    @TempDir
    private static Path folder;
    private static Core core;
    private static RouteFixture routes;
    private final String device = UUID.randomUUID().toString();
    private UUID user;
    private UUID id;

    @BeforeAll
    static void start() throws Exception {
        EST.start();
        core = EnrollmentFixture.core(folder, CLOCK, EST.baseUrl());
        routes = RouteFixture.of(Map.of("enrollments", core.get(Enrollments.class), "outcomes", core.get(Outcomes.class),
            "certificationAuthorities", core.get(CertificationAuthorities.class), "tls", IssueSigningCertificateTest.trusting()),
            new String[] {"enqueue"}, "flows/issue-signing-certificate.camel.yaml", "cas/enroll-est.camel.yaml");
        routes.camel().getComponent("https", HttpComponent.class).setX509HostnameVerifier(NoopHostnameVerifier.INSTANCE);
    }

    @AfterAll
    static void stop() {
        routes.close();
        core.close();
        EST.stop();
    }

    @BeforeEach
    void open() {
        EST.resetAll();
        user = EnrollmentFixture.user(core, "Anna", EnrollmentFixture.ADDRESS);
        id = EnrollmentFixture.open(core, user, device);
    }

    @Test
    void P2_aRefusalKeepsTheCasOwnWordsOnOneLine() {
        ask(answer(403).withBody("not in group\r\nsmime\u001b[31m"));
        assertThat(row()).startsWith("DENIED http-403 The CA answered HTTP 403, \"not in group smime [31m\": its log");
        assertThat(row()).contains("bundle tls");
    }

    @Test
    void P2_aBadRequestIsADenialToo() {
        ask(answer(400));
        assertThat(row()).startsWith("DENIED http-400 ");
    }

    @Test
    void P2_aFailureOfTheCaIsAskedAgainLater() {
        ask(answer(500));
        assertThat(row()).startsWith("PENDING unreachable ").contains("500");
        assertThat(waits()).isTrue();
    }

    @Test
    void P2_anAnswerThatNeverComesIsAskedAgainLaterAndOnRecord() {
        ask(aResponse().withFault(Fault.EMPTY_RESPONSE));
        assertThat(row()).startsWith("UNANSWERED unanswered ");
        assertThat(waits()).isTrue();
    }

    @Test
    void P2_whatIsNoAnswerOfACaNamesTheProxy() {
        ask(answer(200).withBody("<html>Please log in</html>"));
        assertThat(row()).startsWith("FAILED undecodable The CA answered HTTP 200 with what is no certs-only message").contains("proxies");
        assertThat(routes.next("dead-letters", String.class)).as("foreseen").isNull();
    }

    @Test
    void P2_anEmptyAnswerIsNamed() {
        ask(answer(200));
        assertThat(row()).startsWith("FAILED undecodable ").contains("No bytes at all");
        assertThat(waits()).isFalse();
    }

    @Test
    void P2_anAnswerWithoutCertificatesIsNamed() throws Exception {
        ask(certificates());
        assertThat(row()).startsWith("FAILED undecodable ").contains("holds no certificate");
    }

    @Test
    void P2_aCertificateForAWrongKeyIsNotUsed() throws Exception {
        ask(certificates(Certificates.der(TestCertificates.mail(OTHER, EnrollmentFixture.ADDRESS, TestCertificates.SIGN, 0))));
        assertThat(row()).startsWith("FAILED other-key ");
        assertThat(stored()).isZero();
    }

    @Test
    void P2_aCertificateOfAWrongChainIsNotUsed() throws Exception {
        ask(certificates(byAnImpostor(ownKey())));
        assertThat(row()).startsWith("FAILED untrusted ").contains("compare the CA's trust in the configuration");
        assertThat(stored()).isZero();
    }

    @Test
    void P2_aCertificateThatIsNotForMailIsNotUsed() throws Exception {
        ask(certificates(Certificates.der(TestCertificates.issue(ownKey(), EnrollmentFixture.ADDRESS, TestCertificates.SIGN,
            new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth}, 0))));
        assertThat(row()).startsWith("FAILED extended-key-usage ").contains("emailProtection");
    }

    @Test
    void P2_aUserWhoLostTheAddressIsAskedForAgainOnceThereIsOne() {
        EnrollmentFixture.user(core, "Anna");
        ask(answer(500));
        assertThat(row()).startsWith("CLOSED no-address ");
        assertThat(EST.getAllServeEvents()).isEmpty();
        assertThat(core.get(SigningIdentities.class).issued(Devices.id("mdm", device), user, 1)).isEmpty();
    }

    /** The key is made when the request is claimed: the CA is busy once, and the request is asked again. */
    private PublicKey ownKey() throws Exception {
        ask(answer(503));
        CLOCK.pass(Duration.ofHours(1));
        return new JcaPKCS10CertificationRequest(core.get(JdbcClient.class).sql("select csr from enrollment where id = ?").param(id)
            .query(byte[].class).single()).getPublicKey();
    }

    /** Right in everything, and its issuer has our CA's name; but not its key. */
    private static byte[] byAnImpostor(PublicKey key) throws Exception {
        X509Certificate right = TestCertificates.mail(key, EnrollmentFixture.ADDRESS, TestCertificates.SIGN, 0);
        return new X509v3CertificateBuilder(new JcaX509CertificateHolder(right)).build(new JcaContentSignerBuilder("SHA256withECDSA")
            .build(TestCertificates.key("other", "P-256").getPrivate())).getEncoded();
    }

    private static ResponseDefinitionBuilder answer(int status) {
        return aResponse().withStatus(status);
    }

    private static ResponseDefinitionBuilder certificates(byte[]... ders) throws Exception {
        CMSSignedDataGenerator cms = new CMSSignedDataGenerator();
        for (byte[] der : ders) {
            cms.addCertificate(new JcaX509CertificateHolder(Certificates.parse(der)));
        }
        return answer(200).withBody(Base64.getMimeEncoder().encodeToString(
            cms.generate(new CMSProcessableByteArray(new byte[0])).getEncoded()));
    }

    private void ask(ResponseDefinitionBuilder answer) {
        EST.stubFor(post(anyUrl()).willReturn(answer));
        routes.send("jms:queue:enrollments?waitForTaskToComplete=Always&timeout=20000", id.toString(), Map.of());
    }

    private String row() {
        return core.get(JdbcClient.class).sql("select state || ' ' || code || ' ' || text from enrollment where id = ?").param(id)
            .query(String.class).single();
    }

    private boolean waits() {
        return core.get(JdbcClient.class).sql("select id from enrollment where due_at is not null").query(UUID.class).list().contains(id);
    }

    private int stored() {
        return core.get(JdbcClient.class).sql("select count(*) from certificate").query(Integer.class).single();
    }
}

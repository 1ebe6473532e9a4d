package io.sealpost.enrollment;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.device.Devices;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.pki.Certificates;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A process dies between sending a request to the CA and recording the answer, on both databases. */
class DeathTest {
    private static final String ADDRESS = "anna@example.com";
    private static final Duration LEASE = Duration.ofSeconds(100);

    @TempDir
    Path folder;
    private final Ticking clock = new Ticking();
    private Core core;
    private UUID id;

    @AfterEach
    void close() {
        core.close();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_theSameRequestIsSentOnceMoreAndThatIsAudited(Databases database) throws Exception {
        open(database);
        Enrollment first = claim();
        assertThat(state()).isEqualTo("REQUESTED");
        assertThat(claim()).as("within its lease it may still be answered").isNull();

        clock.pass(LEASE);
        assertThat(due()).containsExactly(id);
        Enrollment second = claim();

        assertThat(second.csr()).isEqualTo(first.csr());
        assertThat(audited("enrollment-repeated")).containsExactly(
            "possibly issued twice: a process died with the request on its way; the same is sent again");
        enrollments().record(second, issued(second));
        assertThat(state()).isEqualTo("ISSUED");
        assertThat(audited("certificate-issued")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_aSecondDeathIsForPeople(Databases database) throws Exception {
        open(database);
        claim();
        clock.pass(LEASE);
        claim();
        clock.pass(LEASE);

        assertThat(claim()).isNull();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(one("select code from enrollment")).isEqualTo("possibly-issued");
        assertThat(one("select text from enrollment")).contains(one("select spki from enrollment"), "retry this very request",
            "join again");
        assertThat(due()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_peopleMayHaveTheSameRequestSentAgainAndThatIsOnRecord(Databases database) throws Exception {
        open(database);
        byte[] asked = claim().csr();
        clock.pass(LEASE);
        claim();
        assertThatThrownBy(() -> core.get(Endings.class).retry(id)).isInstanceOf(NotEnded.class).hasMessageContaining("on its way");
        clock.pass(LEASE);
        claim();

        core.get(Endings.class).retry(id);

        assertThat(audited("enrollment-retried")).containsExactly("it was FAILED possibly-issued; the same is sent again");
        assertThat(due()).as("at once").containsExactly(id);
        assertThat(claim().csr()).isEqualTo(asked);
        clock.pass(LEASE);
        Enrollment repeated = claim();
        assertThat(repeated.csr()).as("one death more is no accident yet").isEqualTo(asked);
        enrollments().record(repeated, issued(repeated));
        assertThatThrownBy(() -> core.get(Endings.class).retry(id)).isInstanceOf(NotEnded.class).hasMessageContaining("is ISSUED");
        enrollments().close(repeated.device(), repeated.user());
        assertThatThrownBy(() -> core.get(Endings.class).retry(id)).isInstanceOf(NotEnded.class).hasMessageContaining("join again");
        assertThatThrownBy(() -> core.get(Endings.class).retry(UUID.randomUUID())).isInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_aDenialMayBeAskedAgain(Databases database) throws Exception {
        open(database);
        Enrollment asked = claim();
        enrollments().deny(asked, 403, "not in my group");
        assertThat(state()).isEqualTo("DENIED");

        core.get(Endings.class).retry(id);

        assertThat(claim().csr()).isEqualTo(asked.csr());
        assertThat(audited("enrollment-retried")).containsExactly("it was DENIED http-403; the same is sent again");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_aRequestForARemovedCaFailsAndGoesOnOnceItIsBack(Databases database) throws Exception {
        open(database);
        jdbc().sql("update enrollment set ca = 'removed'").update();

        assertThat(claim()).isNull();

        assertThat(one("select code from enrollment where state = 'FAILED'")).isEqualTo("unknown-ca");
        assertThat(one("select text from enrollment")).contains("sealpost.cas has no removed", "put it back", "retry");
        assertThat(due()).as("not each minute").isEmpty();
        jdbc().sql("update enrollment set ca = 'issuing'").update();
        core.get(Endings.class).retry(id);
        Enrollment asked = claim();
        enrollments().record(asked, issued(asked));
        assertThat(state()).isEqualTo("ISSUED");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_aLostAnswerLeadsToTheSameRequestEachTimeOnRecord(Databases database) throws Exception {
        open(database);
        Enrollment asked = claim();
        for (int nth = 0; nth < 3; nth++) {
            enrollments().unanswered(asked, new IOException("Read timed out"));
            assertThat(state()).isEqualTo("UNANSWERED");
            clock.pass(Duration.ofMinutes(30));
            assertThat(claim().csr()).isEqualTo(asked.csr());
        }
        assertThat(audited("enrollment-repeated")).hasSize(3)
            .containsOnly("possibly issued twice: the CA's answer was lost; the same is sent again");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_whatTheCaSaidItselfIsNoReasonForSuspicion(Databases database) throws Exception {
        open(database);
        enrollments().record(claim(), new Outcome.Pending(Duration.ofSeconds(5), null));
        assertThat(state()).isEqualTo("PENDING");
        clock.pass(Duration.ofSeconds(5));
        enrollments().postpone(claim(), new IOException("Connection refused"));
        assertThat(state()).isEqualTo("PENDING");
        clock.pass(Duration.ofMinutes(30));

        assertThat(claim()).isNotNull();

        assertThat(audited("enrollment-repeated")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_aCertificateForARequestThatHasEndedIsOnRecord(Databases database) throws Exception {
        open(database);
        Enrollment asked = claim();
        enrollments().close(asked.device(), asked.user());

        enrollments().record(asked, issued(asked));

        assertThat(state()).isEqualTo("CLOSED");
        assertThat(audited("certificate-issued")).isEmpty();
        assertThat(audited("certificate-unused")).hasSize(1);
    }

    private void open(Databases database) throws Exception {
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, pem(TestCertificates.root()) + pem(TestCertificates.issuing()));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.put("sealpost.node", "test");
        settings.put("sealpost.certificate-profiles.pkcs.ca", "issuing");
        Map.of("kind", "est", "url", "https://ca.example.com", "tls", "issuing", "trust", ca)
            .forEach((key, value) -> settings.put("sealpost.cas.issuing." + key, value));
        core = Core.on(database, folder, clock, settings);
        UUID user = core.get(Users.class).save("corporate", new DirectoryEntry("anna", "Anna", Map.of("uid", "anna"),
            List.of(ADDRESS), List.of(), List.of(), "0".repeat(64)));
        UUID device = Devices.id("mdm", "1");
        jdbc().sql("insert into device (id, channel, external_id, platform, state, generation) values (?, 'mdm', '1', 'IOS', 'JOINED', 1)")
            .param(device).update();
        id = enrollments().open(device, user, 1, core.get(CertificateProfiles.class).signing().orElseThrow());
    }

    private static String pem(X509Certificate certificate) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(Certificates.der(certificate))
            + "\n-----END CERTIFICATE-----\n";
    }

    private Enrollments enrollments() {
        return core.get(Enrollments.class);
    }

    private JdbcClient jdbc() {
        return core.get(JdbcClient.class);
    }

    private Enrollment claim() {
        return enrollments().claim(id);
    }

    private List<UUID> due() {
        return enrollments().due(10);
    }

    private static Outcome issued(Enrollment enrollment) throws Exception {
        var key = new JcaPKCS10CertificationRequest(enrollment.csr()).getPublicKey();
        return new Outcome.Issued(List.of(TestCertificates.mail(key, ADDRESS, TestCertificates.SIGN, 0)));
    }

    private String state() {
        return one("select state from enrollment");
    }

    private String one(String sql) {
        return jdbc().sql(sql).query(String.class).single();
    }

    private List<String> audited(String action) {
        return jdbc().sql("select detail from audit where action = ? order by seq").param(action).query(String.class).list();
    }
}

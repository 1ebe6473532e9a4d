package io.sealpost.routes;

import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.sealpost.delivery.Reconciliation;
import io.sealpost.device.Device;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.Origin;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.graph.Graph;
import io.sealpost.lab.graph.Phone;
import io.sealpost.lab.graph.Platform;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Connector intune against the lab's Graph: what is sent. */
class SendIntuneTest extends IntuneStage {
    @Test
    void S4_S16_aPhoneThatIntuneManagesGetsItsUsersHistoryAndIsNeverCalledVerified() throws Exception {
        Phone phone = phone(Platform.IOS);
        poll();
        assertThat(device(phone).state()).isEqualTo(Device.State.JOINED);
        assertThat(device(phone).owner()).isEqualTo(user);

        deliver();

        assertThat(deliveries()).containsExactly("ACKNOWLEDGED -");
        assertThat(text()).contains("nothing of a single device");
        assertThat(graph.imported(person.mail())).isEqualTo(person.identities().size());
        assertThat(core.get(JdbcClient.class).sql("select distinct state from item").query(String.class).list())
            .containsExactly("ACKNOWLEDGED");
        assertThat(graph.tokensIssued()).as("one token for poll and delivery").isEqualTo(1);
        poll();
        assertThat(core.get(Reconciliation.class).compare(user)).isEmpty();
    }

    @Test
    void S14_anImportedSigningIdentityGoesAlong() throws Exception {
        var keys = Keys.rsa();
        X509Certificate signing = ISSUING.issue(person.uid(), keys.getPublic(), Template.signing(person.mail()));
        core.get(UserCertificates.class).add(user, signing, Purpose.SIGNING, Source.IMPORT);
        core.get(Escrow.class).keep(keys.getPrivate(), keys.getPublic(), Origin.IMPORT, null);
        phone(Platform.ANDROID_OWNED);
        poll();

        deliver();

        assertThat(graph.imported(person.mail())).isEqualTo(person.identities().size() + 1);
    }

    @Test
    void G1_aSecondPhoneOfTheUserIsServedByWritingTheSameEntriesAnew() throws Exception {
        phone(Platform.IOS);
        poll();
        deliver();
        phone(Platform.ANDROID_WORK_PROFILE);
        poll();

        deliver();

        assertThat(deliveries()).containsExactly("ACKNOWLEDGED -", "ACKNOWLEDGED -");
        assertThat(graph.imported(person.mail())).isEqualTo(person.identities().size());
    }

    @Test
    void G1_after429TheDeliveryWaitsAsLongAsGraphSays() throws Exception {
        phone(Platform.IOS);
        poll();
        graph.throttle(1, 1800);

        deliver();

        assertThat(deliveries()).containsExactly("PENDING unreachable");
        Instant due = core.get(JdbcClient.class).sql("select due_at from delivery where kind = 'INSTALL'")
            .query(java.time.OffsetDateTime.class).single().toInstant();
        assertThat(Duration.between(Instant.now(), due)).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
        assertThat(graph.imported(person.mail())).isZero();
    }

    @Test
    void P9_itLogsInWithACertificateToo() throws Exception {
        restart(Map.of("signer", "intune"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", KEYS.getPrivate(), "password".toCharArray(), new Certificate[] {CERTIFICATE});
        core.get(DefaultSslBundleRegistry.class).registerBundle("intune", SslBundle.of(SslStoreBundle.of(store, "password", null)));
        phone(Platform.IOS);
        poll();

        deliver();

        assertThat(deliveries()).containsExactly("ACKNOWLEDGED -");
    }

    @Test
    void P2_aWrongSecretIsNamedWithItsKey() throws Exception {
        phone(Platform.IOS);
        poll();
        restart(Map.of("password", "wrong"));

        deliver();

        assertThat(deliveries()).containsExactly("FAILED not-logged-in");
        assertThat(text()).contains("AADSTS7000215").contains("sealpost.channels.phones").doesNotContain("wrong");
    }

    @Test
    void P2_whatGraphRefusesStandsInTheRowInItsOwnWords() throws Exception {
        phone(Platform.IOS);
        poll();
        restart(Map.of("password", application.clientSecret(), "parameters.key-name", "another"));

        deliver();

        assertThat(deliveries()).containsExactly("FAILED graph-400");
        assertThat(text()).contains("keyName");
    }

    @Test
    void P2_aLackingPermissionIsNamed() throws Exception {
        phone(Platform.IOS);
        poll();
        graph.grant(List.of("DeviceManagementManagedDevices.Read.All"));
        restart(Map.of("password", application.clientSecret()));

        deliver();

        assertThat(deliveries()).containsExactly("FAILED graph-403");
        assertThat(text()).contains("DeviceManagementConfiguration.ReadWrite.All");
    }
}

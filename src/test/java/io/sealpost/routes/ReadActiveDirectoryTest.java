package io.sealpost.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.sealpost.directory.ActiveDirectory;
import io.sealpost.lab.people.DomainController;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Route read-active-directory where Samba is milder than the original. */
class ReadActiveDirectoryTest {
    private static final String PEOPLE = "OU=People," + DomainController.DOMAIN;
    @TempDir
    Path folder;
    private DomainController controller = new DomainController("DC1");

    private ReadStage stage(String... more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("kind", "active-directory", "url", "ldap://127.0.0.1:" + controller.port(),
            "bind-dn", DomainController.BIND_DN, "password", DomainController.PASSWORD, "base", PEOPLE, "timeout", "5s"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return new ReadStage(folder, new DefaultSslBundleRegistry(), settings);
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    private static UUID id(int user) {
        return new UUID(0x123456789abc4defL, user);
    }

    private void put(int user, Attribute... more) {
        Attribute[] attributes = java.util.stream.Stream.concat(java.util.stream.Stream.of(new Attribute("sAMAccountName", "u" + user),
            new Attribute("userAccountControl", "512"), new Attribute("mail", "u" + user + "@example.com")),
            java.util.stream.Stream.of(more)).toArray(Attribute[]::new);
        controller.put(id(user), "CN=u" + user + "," + PEOPLE, attributes);
    }

    @Test
    void G3_gapsAreCrossedFastAndAFullWindowIsHalved() throws Exception {
        put(0);
        controller.gap(30_000_000);
        IntStream.range(1, 2500).forEach(this::put);
        controller.gap(5_000_000);
        put(2500);
        try (ReadStage stage = stage()) {
            stage.sync();

            assertThat(stage.last()).containsEntry("reach", "FULL").containsEntry("entries", 2501).containsEntry("state", "DONE");
            assertThat(controller.searches()).isLessThan(70);
        }
    }

    @Test
    void G3_anOwnerIsFoundByEachAddress() throws Exception {
        put(1, new Attribute("proxyAddresses", "SMTP:one@example.com", "smtp:alias@example.com"));
        put(2);
        try (ReadStage stage = stage()) {
            for (String name : List.of("u1", "u1@example.com", "one@example.com", "alias@example.com", "u2")) {
                assertThat(stage.lookUp(name)).as(name).isEqualTo("DONE");
            }
        }
    }

    @Test
    void P3_whoIsEditedWhileAllIsReadIsNotMissed() throws Exception {
        IntStream.range(0, 1500).forEach(this::put);
        AtomicBoolean edited = new AtomicBoolean();
        controller.listen(filter -> {
            if (filter.contains("uSNChanged") && edited.compareAndSet(false, true)) {
                IntStream.of(1, 700, 1499).forEach(this::put);
            }
        });
        try (ReadStage stage = stage()) {
            stage.sync();
            assertThat(stage.one("select count(*) from directory_user")).isEqualTo(1500);

            stage.sync();
            assertThat(stage.last()).as("what changed since it began comes again").containsEntry("entries", 3);
        }
    }

    @Test
    void P3_aLongAttributeIsReadToItsEnd() throws Exception {
        put(1, new Attribute("memberOf", IntStream.range(0, 4000).mapToObj(i -> "CN=g" + i + ",OU=Groups," + DomainController.DOMAIN)
            .toArray(String[]::new)));
        put(2, new Attribute("memberOf", "CN=g1,OU=Groups," + DomainController.DOMAIN));
        try (ReadStage stage = stage()) {
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "DONE");
            assertThat(stage.one("select count(*) from user_group")).isEqualTo(4001);
        }
    }

    @Test
    void P3_anotherDomainControllerMeansAFullRead() throws Exception {
        put(1);
        try (DomainController second = new DomainController("DC2");
             ReadStage stage = stage("urls[0]", "ldap://127.0.0.1:" + second.port())) {
            stage.sync();
            stage.sync();
            assertThat(stage.last()).containsEntry("reach", "CHANGES").containsEntry("state", "DONE");
            second.put(id(1), "CN=u1," + PEOPLE, new Attribute("sAMAccountName", "u1"), new Attribute("mail", "u1@example.com"),
                new Attribute("userAccountControl", "512"));
            second.gap(1_000_000);
            controller.close();

            stage.sync();

            assertThat(stage.last()).containsEntry("reach", "FULL").containsEntry("entries", 1).containsEntry("state", "DONE");
        }
    }

    @Test
    void P3_anotherDomainControllerUnderTheSameNameIsTurnedAwayInTheMiddle() throws Exception {
        IntStream.range(0, 1500).forEach(this::put);
        controller.listen(filter -> {
            if (filter.contains("uSNChanged")) {
                controller.pose("DC9");
            }
        });
        try (ReadStage stage = stage()) {
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "FAILED");
            assertThat(stage.last().get("text").toString()).contains("another domain controller answers");
            assertThat(stage.one("select count(*) from directory_user")).isZero();
        }
    }

    @Test
    void P3_aReferralIsNotFollowedAndItsTargetIsNamed() throws Exception {
        put(1);
        controller.refer("ldap://elsewhere.example.net/");
        try (ReadStage stage = stage()) {
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "FAILED");
            assertThat(stage.last().get("text").toString()).contains("ldap://elsewhere.example.net/", "not followed");
        }
    }

    @Test
    void P3_deletedOnesAreReadAndWithoutTheRightToSeeThemAllIsReadEachTime() throws Exception {
        IntStream.range(0, 20).forEach(this::put);
        try (ReadStage stage = stage()) {
            stage.sync();
            controller.delete(id(3));
            stage.sync();
            assertThat(stage.last()).containsEntry("reach", "CHANGES").containsEntry("entries", 1);

            controller.hideDeleted();
            stage.sync();
            assertThat(stage.last()).containsEntry("reach", "FULL").containsEntry("entries", 19);
            assertThat(stage.core.get(ActiveDirectory.class).findings()).containsKey("corporate");
        }
    }

    @Test
    void P2_aServerThatIsNoDomainControllerOrABaseElsewhereIsNamed() throws Exception {
        try (ReadStage stage = stage("base", "OU=People,DC=other,DC=com")) {
            stage.sync();

            assertThat(stage.last().get("text").toString()).contains("OU=People,DC=other,DC=com", "is not in the domain");
        }
    }
}

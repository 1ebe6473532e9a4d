package io.sealpost.routes;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Syncs;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Flow sync-directory with read-ldap, and look-up-user. */
class SyncDirectoryTest extends DirectoryStage {
    @Test
    void P2_aRunThatDiedMakesWayForTheNextButOneThatGoesOnDoesNot() {
        Syncs syncs = core.get(Syncs.class);
        var corporate = core.get(Directories.class).named("corporate").get(0);
        var first = syncs.begin(corporate, false);
        clock.pass(Duration.ofSeconds(150));
        syncs.stage(first, corporate, List.of());
        clock.pass(Duration.ofSeconds(150));
        assertThat(syncs.begin(corporate, false)).as("the first goes on").isNull();

        clock.pass(Duration.ofSeconds(1));

        assertThat(syncs.begin(corporate, false)).isNotNull();
        assertThat(core.get(JdbcClient.class).sql("select text from sync where id = ?").param(first.id()).query(String.class).single())
            .isEqualTo("its process died in the middle");
    }

    @Test
    void G3_usersAndTheirEncryptionCertificatesComeInPages() throws Exception {
        for (int i = 0; i < 10; i++) {
            add("user" + i);
        }

        sync();

        assertThat(one("select count(*) from directory_user")).isEqualTo(10);
        assertThat(one("select count(*) from user_certificate")).isEqualTo(10);
        assertThat(state()).isEqualTo("DONE");
        assertThat(one("select count(*) from sync_entry")).isZero();
        assertThat(work()).isEqualTo(10);
    }

    @Test
    void G3_aRunWithoutChangeHasNothingToHandOn() throws Exception {
        add("anna");
        sync();
        routes.recorded("enqueue").reset();

        sync();

        assertThat(work()).isZero();
        assertThat(one("select count(*) from audit where action like 'user-%'")).isEqualTo(1);
    }

    @Test
    void S26_aCertificateThatLeavesTheDirectoryStaysInTheHistory() throws Exception {
        add("anna");
        sync();
        ldap.modify("uid=anna,dc=example,dc=com", new Modification(ModificationType.REPLACE, "userCertificate;binary",
            certificate("anna", 0)));

        sync();

        assertThat(one("select count(*) from user_certificate")).isEqualTo(2);
    }

    @Test
    void P3_aReadThatLosesMostUsersIsRefused() throws Exception {
        for (int i = 0; i < 5; i++) {
            add("user" + i);
        }
        sync();
        for (int i = 0; i < 4; i++) {
            ldap.delete("uid=user" + i + ",dc=example,dc=com");
        }

        sync();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(one("select count(*) from directory_user where state = 'ACTIVE'")).isEqualTo(5);
    }

    @Test
    void G3_aDirectoryThatCannotBeReachedFailsTheRunAndNothingElse() throws Exception {
        add("anna");
        sync();
        ldap.shutDown(true);

        sync();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(one("select count(*) from directory_user where state = 'ACTIVE'")).isEqualTo(1);
    }

    @Test
    void S3_anOwnerNobodyKnowsYetIsLookedUp() throws Exception {
        add("anna");
        add("bruno");
        routes.recorded("enqueue").expectedMessageCount(1);

        routes.send("jms:queue:look-ups", "anna@example.com", Map.of());

        routes.recorded("enqueue").assertIsSatisfied(10_000);
        assertThat(core.get(JdbcClient.class).sql("select name from user_name").query(String.class).list()).containsExactly("anna");
    }

    @Test
    void S16_aNameWithFilterCharactersFindsNobody() throws Exception {
        add("anna");
        routes.recorded("enqueue").expectedMessageCount(1);

        routes.send("jms:queue:look-ups", "*)(uid=*", Map.of());

        routes.recorded("enqueue").assertIsSatisfied(10_000);
        assertThat(one("select count(*) from directory_user")).isZero();
    }
}

package io.sealpost.routes;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.directory.NotWaiting;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Flow sync-directory: what the guard lets pass. Three of ten may leave. */
class SyncGuardTest extends GuardStage {
    @Test
    void P3_moreThanTheLimitIsRefusedAsAWholeBeforeAnythingIsWritten() throws Exception {
        people(10);
        leave(4);
        add("new");
        routes.recorded("enqueue").reset();
        var before = everythingElse();

        sync();

        assertThat(last()).containsEntry("state", "REFUSED").containsEntry("suspended", 4).containsEntry("added", 1);
        assertThat(last().get("text").toString()).contains("4 of 10 users would leave, and 3 may (sealpost.guard.users)", "/approval");
        var after = everythingElse();
        assertThat(after.remove("audit")).hasSize(before.remove("audit").size() + 1);
        assertThat(after).isEqualTo(before);
        assertThat(work()).isZero();
        assertThat(one("select count(*) from audit where action = 'sync-refused'")).isEqualTo(1);
    }

    @Test
    void P3_anApprovalAppliesExactlyWhatWasShownOnceAndForThisHashOnly() throws Exception {
        people(10);
        leave(4);
        sync();
        var refused = last();
        add("later");

        assertThatThrownBy(() -> approve(refused.get("id"), "0".repeat(64))).isInstanceOf(NotWaiting.class)
            .hasMessageContaining(refused.get("plan_hash").toString());
        assertThat(active()).isEqualTo(10);
        approve(refused.get("id"), refused.get("plan_hash"));

        assertThat(last()).containsEntry("state", "DONE").containsEntry("applied", 4);
        assertThat(active()).isEqualTo(6);
        assertThat(one("select count(*) from directory_user")).as("nobody who came later").isEqualTo(10);
        assertThat(one("select count(*) from audit where action = 'sync-approved'")).isEqualTo(1);
        assertThatThrownBy(() -> approve(refused.get("id"), refused.get("plan_hash"))).isInstanceOf(NotWaiting.class)
            .hasMessageContaining("is DONE");
    }

    @Test
    void P3_anApprovalComesTooLateAfterADay() throws Exception {
        people(10);
        leave(4);
        sync();
        var refused = last();
        clock.pass(Duration.ofHours(24).plusSeconds(1));

        assertThatThrownBy(() -> approve(refused.get("id"), refused.get("plan_hash"))).isInstanceOf(NotWaiting.class)
            .hasMessageContaining("too long");

        sync();
        assertThat(core.get(JdbcClient.class).sql("select state from sync where id = ?").param(refused.get("id")).query(String.class)
            .single()).isEqualTo("EXPIRED");
        assertThat(last()).containsEntry("state", "REFUSED");
        assertThat(last().get("approval_until")).as("this one waits now").isNotNull();
    }

    @Test
    void P3_aLaterRunThatIsDoneSupersedesARefusedOne() throws Exception {
        people(10);
        hides = (filter, entry) -> List.of(dn(1), dn(2), dn(3), dn(4)).contains(entry.getDN());
        sync();
        var refused = last();
        sync();
        assertThat(last()).as("one waits at a time").containsEntry("state", "REFUSED").containsEntry("approval_until", null);
        assertThat(last().get("text").toString()).contains("Run " + refused.get("id") + " waits for the approval");
        hides = (filter, entry) -> false;

        sync();

        assertThat(state()).isEqualTo("DONE");
        assertThatThrownBy(() -> approve(refused.get("id"), refused.get("plan_hash"))).isInstanceOf(NotWaiting.class)
            .hasMessageContaining("SUPERSEDED");
        assertThat(one("select count(*) from sync_entry")).isZero();
        assertThat(active()).isEqualTo(10);
    }

    @Test
    void P3_aDryRunChangesNothingAndItsHashIsTheRuns() throws Exception {
        people(10);
        leave(1);
        set(2, "mail", "new@example.com");
        add("new");
        routes.recorded("enqueue").reset();
        var before = everythingElse();

        dryRun();

        var planned = last();
        assertThat(planned).containsEntry("state", "PLANNED").containsEntry("text", null);
        assertThat(everythingElse()).isEqualTo(before);
        assertThat(work()).isZero();
        assertThat(plan()).containsExactly("user1@example.com SUSPEND ABSENT", "new@example.com CHANGE CHANGED",
            "new@example.com ADD NEW");
        assertThat(one("select count(*) from sync_entry")).isZero();
        sync();
        assertThat(last()).containsEntry("state", "DONE").containsEntry("plan_hash", planned.get("plan_hash"));
    }

    @Test
    void P3_aDryRunSaysThatTheGuardWouldRefuseAndCannotBeApproved() throws Exception {
        people(10);
        leave(4);

        dryRun();

        assertThat(last()).containsEntry("state", "PLANNED");
        assertThat(last().get("text").toString()).startsWith("It would be refused: 4 of 10 users would leave");
        assertThatThrownBy(() -> approve(last().get("id"), last().get("plan_hash"))).isInstanceOf(NotWaiting.class);
        var hash = last().get("plan_hash");
        sync();
        assertThat(last()).containsEntry("state", "REFUSED").containsEntry("plan_hash", hash);
    }

    @Test
    void P3_fewerThanHalfOrNothingIsNotBelievedAndNoApprovalHelps() throws Exception {
        people(10);
        hides = (filter, entry) -> !entry.getDN().contains("sentinel") && !List.of(dn(1), dn(2), dn(3)).contains(entry.getDN());
        sync();
        assertThat(last()).containsEntry("state", "FAILED");
        assertThat(last().get("text").toString()).contains("4 entries in scope where 10 users are known", "sealpost.guard.least-read");
        assertThatThrownBy(() -> approve(last().get("id"), UUID.randomUUID())).isInstanceOf(NotWaiting.class);
        hides = (filter, entry) -> true;
        sync();
        assertThat(last()).containsEntry("state", "FAILED");
        assertThat(active()).isEqualTo(10);
    }

    @Test
    void P3_aLostSentinelIsAFailedReadAlsoWhereALookUpFindsIt() throws Exception {
        people(10);
        hides = (filter, entry) -> !filter.contains("employeeNumber") && entry.getDN().contains("sentinel");

        sync();

        assertThat(last()).containsEntry("state", "FAILED");
        assertThat(last().get("text").toString()).contains("lacks the sentinels id-sentinel");
    }

    @Test
    void P3_whileAnEntryShowsNoIdNobodyWhoIsMissingCountsAsGone() throws Exception {
        people(10);
        ldap.modify(dn(1), new Modification(ModificationType.DELETE, "employeeNumber"));
        ldap.delete(dn(2));

        sync();

        assertThat(last()).containsEntry("state", "DONE");
        assertThat(plan()).as("user2 may be the one without an id").isEmpty();
        assertThat(active()).isEqualTo(10);
    }
}

package io.sealpost.routes;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Flow sync-directory: who leaves, and who does not. */
class SyncLeaversTest extends GuardStage {
    @Test
    void P3_whoVanishesIsLookedUpSuspendedAndKeepsEverything() throws Exception {
        people(10);
        leave(2);

        sync();

        assertThat(state()).isEqualTo("DONE");
        assertThat(plan()).containsExactly("user1@example.com SUSPEND ABSENT", "user2@example.com SUSPEND ABSENT");
        assertThat(one("select count(*) from directory_user where state = 'SUSPENDED' and absent_since is not null")).isEqualTo(2);
        assertThat(one("select count(*) from user_certificate")).isEqualTo(10);
        assertThat(one("select count(*) from audit where action = 'user-suspended' and detail = 'ABSENT'")).isEqualTo(2);
        sync();
        assertThat(one("select suspended from sync order by started_at desc fetch first 1 rows only")).as("once").isZero();
    }

    @Test
    void P3_whoIsMissingFromTheReadAndFoundByIdIsTreatedAsRead() throws Exception {
        people(10);
        set(1, "mail", "new@example.com");
        hides = (filter, entry) -> !filter.contains("employeeNumber") && entry.getDN().equals(dn(1));

        sync();

        assertThat(state()).isEqualTo("DONE");
        assertThat(plan()).containsExactly("new@example.com CHANGE CHANGED");
        assertThat(active()).isEqualTo(10);
    }

    @Test
    void P3_whoLeavesTheScopeOrIsDisabledIsSuspendedWithThatReason() throws Exception {
        people(10);
        set(1, "objectClass", "account");
        set(2, "employeeType", "disabled");

        sync();

        assertThat(plan()).containsExactly("user1@example.com SUSPEND OUT_OF_SCOPE", "user2@example.com SUSPEND DISABLED");
        assertThat(active()).isEqualTo(8);
    }

    @Test
    void P3_whoReturnsIsRestored() throws Exception {
        people(10);
        set(2, "employeeType", "disabled");
        sync();
        assertThat(active()).isEqualTo(9);
        ldap.modify(dn(2), new Modification(ModificationType.DELETE, "employeeType"));

        sync();

        assertThat(plan()).containsExactly("user2@example.com RESTORE BACK");
        assertThat(active()).isEqualTo(10);
        assertThat(one("select count(*) from directory_user where absent_since is not null")).isZero();
    }

    @Test
    void P3_aDisabledAccountThatNobodyKnowsIsNotAdded() throws Exception {
        people(3);
        var entry = entry("new");
        entry.addAttribute("employeeType", "disabled");
        ldap.add(entry);

        sync();

        assertThat(plan()).isEmpty();
        assertThat(active()).isEqualTo(3);
    }
}

package io.sealpost.proofs;

import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.Handled;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.people.Person;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A device goes from one user to another. */
class OwnerChangeTest {
    private static LabRun run;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(OwnerChangeTest.class, 5).proven();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void S16_S31_theFirstOwnersItemsGoBeforeTheSecondOwnersCome() throws Exception {
        var first = run.person(0);
        var second = run.person(1);
        var device = run.first(first);
        run.awaitQuiet();
        var before = run.commands();
        var profile = identifier(device.handled());
        var key = spki(signer(device));
        assertThat(run.count("wrapped_key where spki = ?", key)).isEqualTo(1);

        run.world().changeOwner(device, second);
        run.awaitProven(device);

        var changes = LabRun.since(device, before.get(device)).stream().filter(each -> each.requestType().endsWith("eProfile")
            || each.requestType().startsWith("Install")).toList();
        assertThat(changes.get(0)).satisfies(each -> {
            assertThat(each.requestType()).isEqualTo("RemoveProfile");
            assertThat(each.status()).isEqualTo("Acknowledged");
            assertThat(each.subject()).isEqualTo(profile);
        });
        assertThat(changes.subList(1, changes.size())).isNotEmpty().allSatisfy(each -> {
            assertThat(each.requestType()).isEqualTo("InstallProfile");
            assertThat(each.subject()).isNotEqualTo(profile);
        });
        assertThat(itemStates(device, first)).containsOnly("REMOVED");
        assertThat(run.count("revocation")).as("S31: nothing is revoked at the CA").isZero();
        assertThat(run.revoked()).isEmpty();
        assertThat(run.count("wrapped_key where spki = ?", key)).isZero();
        assertThat(spki(signer(device))).isNotEqualTo(key);
        assertThat(device.identities()).noneMatch(each -> holds(first, each));
        assertThat(owner(device)).isEqualTo(second.mail());
        run.awaitQuiet();
        run.world().phones().stream().filter(other -> other != device)
            .forEach(other -> assertThat(LabRun.since(other, before.get(other))).isEmpty());
    }

    @Test
    void S16_theLastOfSeveralOwnersInARowHasTheDevice() {
        var user = run.person(2);
        var device = run.first(user);
        run.world().changeOwner(device, run.person(0));
        run.world().changeOwner(device, run.person(1));
        run.world().changeOwner(device, user);
        run.world().changeOwner(device, run.person(1));
        run.awaitProven(device);
        run.awaitQuiet();

        assertThat(run.world().lacks(device)).isEmpty();
        assertThat(owner(device)).isEqualTo(run.person(1).mail());
        assertThat(itemStates(device, user)).containsOnly("REMOVED");
        assertThat(run.count("wrapped_key k join device d on d.id = k.device where d.external_id = ?", device.udid()))
            .as("signing keys kept for the device").isEqualTo(1);
        assertThat(run.count("enrollment e join device d on d.id = e.device where d.external_id = ? and e.state <> 'CLOSED'",
            device.udid())).isEqualTo(1);
    }

    /** At whatever moment it happens to be; SwapTest has each step by itself. {@code -Downer.swaps=200} for many. */
    @Test
    void S16_twoDevicesThatSwapTheirOwnersAgainAndAgainHoldOneUsersKeysAtATime() {
        var one = run.person(3);
        var two = run.person(4);
        var left = run.first(one);
        var right = run.first(two);
        for (int swap = 0; swap < Integer.getInteger("owner.swaps", 5); swap++) {
            run.world().changeOwner(left, swap % 2 == 0 ? two : one);
            run.world().changeOwner(right, swap % 2 == 0 ? one : two);
            int enough = left.handled().size() + swap * 3 % 7;
            run.await("the next moment", () -> left.handled().size() >= enough
                || run.world().lacks(left).isEmpty() && run.state(left).equals("VERIFIED"));
        }
        run.awaitProven(left, right);
        run.awaitQuiet();

        List.of(left, right).forEach(device -> {
            String there = null;
            for (var each : List.copyOf(device.handled())) {
                if (!each.status().equals("Acknowledged")) {
                    continue;
                }
                if (each.requestType().equals("InstallProfile")) {
                    assertThat(there).as("still there when another came").isIn(null, each.subject());
                    there = each.subject();
                } else if (each.requestType().equals("RemoveProfile") && each.subject().equals(there)) {
                    there = null;
                }
            }
            assertThat(device.identities()).noneMatch(each -> holds(device.owner() == one ? two : one, each));
        });
    }

    @Test
    void S16_aRequestForAnybodyButTheOwnerEndsAndItsKeyWithIt() {
        var device = run.devices(run.person(2)).stream().filter(each -> each.settings().namesOwner()).findFirst().orElseThrow();
        run.awaitQuiet();
        var left = UUID.randomUUID();
        var key = "f".repeat(64);
        run.database().sql("insert into wrapped_key (spki, kek, origin, device, cms, created_at) select ?, k.kek, k.origin, k.device,"
            + " k.cms, k.created_at from wrapped_key k join device d on d.id = k.device where d.external_id = ?")
            .params(key, device.udid()).update();
        run.database().sql("""
                insert into enrollment (id, ca, profile, device, user_id, generation, state, spki, attempts, created_at, updated_at)
                select ?, 'lab', 'pkcs', d.id, a.user_id, d.generation, 'PENDING', ?, 1, d.joined_at, d.joined_at
                from device d, address a where d.external_id = ? and a.mailbox = ?""")
            .params(left, key, device.udid(), run.person(0).mail()).update();

        run.database().sql("update directory_user set due_at = updated_at where id = (select owner from device where external_id = ?)")
            .param(device.udid()).update();
        run.await("the other user's request closed", () -> run.count("enrollment where id = ? and state = 'CLOSED'", left) == 1);
        assertThat(run.count("wrapped_key where spki = ?", key)).isZero();
        assertThat(run.world().lacks(device)).isEmpty();
    }

    private static String identifier(List<Handled> handled) {
        return handled.stream().filter(each -> each.requestType().equals("InstallProfile") && each.subject() != null)
            .reduce((one, next) -> next).orElseThrow().subject();
    }

    private static InstalledIdentity signer(Device device) {
        return device.identities().stream().filter(InstalledIdentity::signs).findFirst().orElseThrow();
    }

    private static boolean holds(Person person, InstalledIdentity identity) {
        return person.identities().stream().anyMatch(each -> each.certificate().equals(identity.certificate()));
    }

    private static String spki(InstalledIdentity identity) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity.certificate().getPublicKey().getEncoded()));
    }

    private static String owner(Device device) {
        return run.world().gateway().device(device.udid()).path("owner").asText();
    }

    private static List<String> itemStates(Device device, Person person) {
        return run.database().sql("""
                select i.state from item i join device d on d.id = i.device join address a on a.user_id = i.user_id
                where d.external_id = ? and a.mailbox = ?""")
            .params(device.udid(), person.mail()).query(String.class).list();
    }
}

package io.sealpost.proofs;

import io.sealpost.lab.device.Managed;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.world.Options;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A PC leaves Fleet, which keeps its labels and profiles, changes hands, and comes back. {@code -Downer.swaps=20} for more. */
class ReturnedPcTest {

    @Test
    void S16_aPcThatComesBackBeforeAnybodySaysWhoseItIsGetsNothingOfItsFormerUser() {
        try (var run = LabRun.start(ReturnedPcTest.class, 2, List.of(Options.Platform.WINDOWS)).proven()) {
            var pc = run.world().devices().get(0);
            for (int swap = 0; swap < Integer.getInteger("owner.swaps", 2); swap++) {
                var former = pc.owner();
                assertThat(holds(pc, former)).isTrue();
                pc.leave();
                run.await("Fleet keeps nothing of it", () -> run.count("device where external_id = ? and state = 'LEFT'", pc.id()) == 1
                    && run.count("item i join device d on d.id = i.device where i.state <> 'REMOVED' and d.external_id = ?",
                    pc.id()) == 0);
                if (!pc.namesOwner()) {
                    run.world().gateway().disown(pc);
                }
                pc.owner(run.person(former == run.person(0) ? 1 : 0));
                pc.join();
                run.await("it has joined", () -> run.count("device where external_id = ? and state = 'JOINED'", pc.id()) == 1
                    && !holds(pc, former));
                run.awaitSyncs(5); // its user has signed in meanwhile
                assertThat(holds(pc, former)).as("swap " + swap).isFalse();

                run.world().changeOwner(pc, pc.owner());
                run.await("its new owner's", () -> run.world().lacks(pc).isEmpty());
                assertThat(holds(pc, former)).isFalse();
                run.awaitQuiet();
            }
        }
    }

    private static boolean holds(Managed pc, Person person) {
        return pc.identities().stream().anyMatch(held -> person.identities().stream()
            .anyMatch(each -> each.certificate().equals(held.certificate())));
    }
}

package io.sealpost.routes;

import java.util.Map;

import io.sealpost.delivery.IntuneProfiles;
import io.sealpost.device.Device;
import io.sealpost.lab.graph.Graph;
import io.sealpost.lab.graph.Phone;
import io.sealpost.lab.graph.Platform;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Connector intune against the lab's Graph: devices that leave, profiles that are missing. */
class PollIntuneTest extends IntuneStage {
    @Test
    void S4_profilesThatAreMissingAreSaidOrMade() throws Exception {
        Phone phone = phone(Platform.IOS);
        poll();
        deliver();
        run("poll-intune-profiles");
        assertThat(core.get(IntuneProfiles.class).lacking().get("phones")).hasSize(6).contains("ios, smimeEncryption: no profile");
        phone.sync();
        assertThat(phone.identities()).isEmpty();

        restart(Map.of("password", application.clientSecret(), "parameters.ensure-profiles", "true"));
        run("poll-intune-profiles");
        run("poll-intune-profiles");

        assertThat(core.get(IntuneProfiles.class).lacking().get("phones")).isEmpty();
        phone.sync();
        assertThat(phone.messagesRead()).as("all old mail").isEqualTo(person.identities().size());
    }

    @Test
    void S30_whatARetiredPhoneLeavesBehindIsDeletedOnceTheUserHasNoOther() throws Exception {
        Phone phone = phone(Platform.IOS);
        Phone other = phone(Platform.ANDROID_OWNED);
        poll();
        deliver();

        phone.retire();
        poll();
        assertThat(device(phone).state()).isEqualTo(Device.State.LEFT);
        assertThat(graph.imported(person.mail())).as("the other phone needs them").isEqualTo(person.identities().size());

        other.retire();
        other.sync();
        poll();
        assertThat(device(other).state()).isEqualTo(Device.State.LEFT);
        assertThat(graph.imported(person.mail())).isZero();
    }
}

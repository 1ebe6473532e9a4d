package io.sealpost.routes;

import java.util.HashMap;
import java.util.List;
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
    private List<String> lacking() {
        return core.get(IntuneProfiles.class).lacking().get("phones");
    }

    private void restart(boolean ensure, String... more) throws Exception {
        Map<String, String> keys = new HashMap<>(Map.of("password", application.clientSecret()));
        keys.put("parameters.ensure-profiles", String.valueOf(ensure));
        for (String key : more) {
            keys.put(key.replaceFirst("=.*", ""), key.replaceFirst("[^=]*=", ""));
        }
        restart(keys);
    }

    @Test
    void S4_whatIsMissingIsSaidOrMade() throws Exception {
        Phone phone = phone(Platform.IOS);
        Phone work = phone(Platform.ANDROID_WORK_PROFILE);
        Phone owned = phone(Platform.ANDROID_OWNED);
        poll();
        deliver();
        run("poll-intune-profiles");
        assertThat(lacking()).hasSize(9).contains("ios, smimeEncryption: no profile", "android-work-profile, Outlook: no app configuration"
            + " with com.microsoft.outlook.Mail.SMIMEEnabled and com.microsoft.outlook.Mail.SMIMEEnabled.CertsFromIntune");
        phone.sync();
        assertThat(phone.identities()).isEmpty();
        assertThat(phone.automatic()).isFalse();

        restart(true);
        run("poll-intune-profiles");
        run("poll-intune-profiles");

        assertThat(lacking()).isEmpty();
        for (Phone each : List.of(phone, work, owned)) {
            each.sync();
            assertThat(each.messagesRead()).as("all old mail").isEqualTo(person.identities().size());
            assertThat(each.automatic()).as("Outlook takes them by itself").isTrue();
        }
        assertThat(graph.configured()).as("nothing is made twice").isEqualTo(9);
    }

    @Test
    void S4_ofTheNamedPlatformsOnlyAndNothingIsMadeUnlessItMayBe() throws Exception {
        restart(false, "parameters.platforms=ios");
        run("poll-intune-profiles");
        assertThat(lacking()).hasSize(3).allMatch(text -> text.startsWith("ios, "));
        assertThat(graph.configured()).isZero();
    }

    @Test
    void S4_P2_outlookThatIsNotAmongTheAppsIsSaidWithTheWayToAddIt() throws Exception {
        graph.withdraw(Graph.OUTLOOK_ANDROID);
        restart(true);
        run("poll-intune-profiles");
        run("poll-intune-profiles");

        assertThat(lacking()).hasSize(2).allMatch(text -> text.contains("Outlook: not among the tenant's apps. Add it in Intune")
            && text.contains("Managed Google Play app (com.microsoft.office.outlook)"));
        Phone phone = phone(Platform.IOS);
        assertThat(phone.automatic()).isTrue();
    }

    @Test
    void S4_besideSomebodysOwnConfigurationOfOutlookNoneIsMade() throws Exception {
        graph.configureOutlook(Platform.IOS, "Ours, by hand", "com.microsoft.outlook.Mail.SMIMEEnabled");
        restart(true, "parameters.platforms=ios");
        run("poll-intune-profiles");
        run("poll-intune-profiles");
        assertThat(lacking()).singleElement().asString().startsWith("ios, Outlook: its app configuration \"Ours, by hand\" lacks");
        assertThat(phone(Platform.IOS).automatic()).isFalse();
    }

    @Test
    void S4_somebodysOwnConfigurationIsGoodEnoughAlsoAsXml() throws Exception {
        graph.configureOutlook(Platform.IOS, "By hand, as XML", "com.microsoft.outlook.Mail.SMIMEEnabled",
            "com.microsoft.outlook.Mail.SMIMEEnabled.CertsFromIntune");
        restart(true, "parameters.platforms=ios");
        run("poll-intune-profiles");
        run("poll-intune-profiles");
        assertThat(lacking()).isEmpty();
        assertThat(phone(Platform.IOS).automatic()).isTrue();
        assertThat(graph.configured()).isEqualTo(3);
    }

    @Test
    void P2_aLookThatBreaksOffIsSaid() throws Exception {
        graph.grant(List.of("DeviceManagementConfiguration.ReadWrite.All"));
        run("poll-intune-profiles");
        run("poll-intune-profiles");
        assertThat(lacking()).singleElement().asString().contains("DeviceManagementApps.ReadWrite.All");
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

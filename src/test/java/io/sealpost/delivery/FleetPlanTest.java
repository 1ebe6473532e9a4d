package io.sealpost.delivery;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/** A PC that came back for another user, while Fleet kept what the former one had. */
class FleetPlanTest {
    private static final String FORMER = "com.example.smime." + UUID.randomUUID();
    private static final String NEXT = "com.example.smime." + UUID.randomUUID();
    private static final String OTHERS = "org.example.smime." + UUID.randomUUID();
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void S16_anInstallTakesAwayWhatFleetKeptOfAFormerUserAndWaitsUntilItIsGone() throws IOException {
        FleetPlan plan = plan(new WindowsProfiles(NEXT, List.of(new WindowsProfiles.Named(NEXT + " a b", new byte[0]))));

        assertThat(plan.deletes()).containsExactly("profile of " + FORMER);
        assertThat(plan.unwanted()).containsExactly(FORMER + " PC-1");
        assertThat(plan.unlabel()).isTrue();
        assertThat(plan.removing()).isTrue();
    }

    @Test
    void S30_aRemovalTakesAwayThatUsersAlone() throws IOException {
        FleetPlan plan = plan(new WindowsProfiles(NEXT, List.of()));

        assertThat(plan.deletes()).isEmpty();
        assertThat(plan.unwanted()).containsExactly(NEXT + " PC-1");
        assertThat(plan(new WindowsProfiles(FORMER, List.of())).deletes()).containsExactly("profile of " + FORMER);
    }

    /** A host that has left lists nothing; the user's other PC keeps what it has. */
    @Test
    void S30_aRemovalFindsWhatTheLabelWouldBringPageByPage() throws IOException {
        FleetFormats formats = new FleetFormats(mock(), Clock.systemUTC());
        FleetPlan plan = new FleetPlan(plan(new WindowsProfiles(FORMER, List.of())).host(), new WindowsProfiles(FORMER, List.of()));
        assertThat(plan.query()).isEqualTo("page=0&per_page=100");
        plan = formats.leftovers(plan, page(true, "one", FORMER + " PC-2", "two", FORMER + " PC-1"));
        assertThat(plan.more()).isTrue();
        assertThat(plan.query()).isEqualTo("page=1&per_page=100");
        plan = formats.leftovers(plan, page(false, "three", NEXT + " PC-1", "four", FORMER + " PC-1"));

        assertThat(plan.more()).isFalse();
        assertThat(plan.deletes()).containsExactly("profile of " + FORMER, "two", "four");
        assertThat(plan(new WindowsProfiles(null, List.of())).more()).isFalse();
        assertThat(plan(new WindowsProfiles(NEXT, List.of(new WindowsProfiles.Named(NEXT + " a b", new byte[0])))).more()).isFalse();
    }

    private byte[] page(boolean more, String... profiles) throws IOException {
        var page = json.createObjectNode();
        var list = page.putArray("profiles");
        for (int i = 0; i < profiles.length; i += 2) {
            list.addObject().put("profile_uuid", profiles[i]).putArray("labels_include_any").addObject().put("name", profiles[i + 1]);
        }
        page.putObject("meta").put("has_next_results", more);
        return json.writeValueAsBytes(page);
    }

    @Test
    void S16_anInquiryTakesNothingAway() throws IOException {
        FleetPlan plan = plan(new WindowsProfiles(null, List.of()));

        assertThat(plan.deletes()).isEmpty();
        assertThat(plan.unlabel()).isFalse();
    }

    /** A host with labels of both users, and profiles of the former one, of another gateway and of an administrator. */
    private FleetPlan plan(WindowsProfiles profiles) throws IOException {
        var host = json.createObjectNode().put("id", 7).put("uuid", "PC-1");
        var labels = host.putArray("labels");
        List.of("All hosts", FORMER + " PC-1", FORMER + " PC-2", NEXT + " PC-1", OTHERS + " PC-1")
            .forEach(name -> labels.addObject().put("name", name));
        var listed = host.putObject("mdm").putArray("profiles");
        List.of(FORMER, OTHERS, "Wi-Fi").forEach(name -> listed.addObject().put("profile_uuid", "profile of " + name)
            .put("name", name + " c d").put("status", "verified").put("operation_type", "install"));
        return new FleetPlan(FleetHost.read(host), profiles);
    }
}

package io.sealpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.delivery.Activations.Situation;
import io.sealpost.device.Platform;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows and macOS, and every client but native iOS mail and Outlook with both Intune parts in place, are never AUTOMATIC. */
class ActivationsTest {
    private static final Set<MailClient> EVER =
        EnumSet.of(MailClient.APPLE_MAIL_IOS, MailClient.OUTLOOK_IOS, MailClient.OUTLOOK_ANDROID);

    /** lacking: no = both parts are there, yes = one is missing, unknown = Intune was not asked. */
    @ParameterizedTest
    @CsvSource({
        // platform, Intune, mail profile, identities, lacking, AUTOMATIC
        "IOS,     false, true,  true,  unknown, APPLE_MAIL_IOS",
        "IOS,     false, false, true,  unknown, ''",
        "IOS,     false, true,  true,  no,      APPLE_MAIL_IOS",
        "IOS,     false, false, true,  no,      ''",
        "IOS,     true,  true,  true,  yes,     ''",
        "IOS,     true,  false, true,  no,      OUTLOOK_IOS",
        "IOS,     true,  false, false, no,      ''",
        "IOS,     true,  false, true,  yes,     ''",
        "IOS,     true,  false, true,  unknown, ''",
        "ANDROID, true,  false, true,  no,      OUTLOOK_ANDROID",
        "ANDROID, true,  false, false, no,      ''",
        "ANDROID, true,  false, true,  yes,     ''",
        "ANDROID, true,  false, true,  unknown, ''",
        "ANDROID, false, true,  true,  no,      ''",
        "MACOS,   false, true,  true,  no,      ''",
        "MACOS,   true,  true,  true,  no,      ''",
        "WINDOWS, false, true,  true,  no,      ''",
        "WINDOWS, true,  true,  true,  no,      ''"})
    void S5_automaticIsWhatTheTableSays(Platform platform, boolean intune, boolean mail, boolean identities, String lacking,
                                        String automatic) {
        assertThat(automatic(new Situation(platform, intune, mail, identities, lacking(lacking)))).map(MailClient::name)
            .isEqualTo(automatic.isEmpty() ? List.of() : List.of(automatic));
    }

    @Test
    void S5_inNoSituationIsAnythingElseEverAutomatic() {
        for (Situation each : situations().toList()) {
            assertThat(automatic(each)).as(each.toString()).isSubsetOf(EVER).allSatisfy(client -> {
                assertThat(client.platform()).isEqualTo(each.platform()).isNotIn(Platform.MACOS, Platform.WINDOWS);
                if (client.needsIntune()) {
                    assertThat(each.intune() && each.identities() && each.lacking().isEmpty()).isTrue();
                } else {
                    assertThat(each.mailSetUp() && !each.intune()).isTrue();
                }
            });
            assertThat(Activations.of(each)).as("each client of the platform, once, with a reason").hasSizeGreaterThan(1)
                .allSatisfy(a -> assertThat(a.reason()).hasSizeGreaterThan(10)).extracting(ClientActivation::client)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MailClient.values()).filter(c -> c.platform() == each.platform())
                    .toList());
        }
    }

    /** S4: the device's own activation is that of its main client. */
    @Test
    void S4_theMainClientIsThePlatformsOwnAndBehindIntuneOutlook() {
        assertThat(Stream.of(Platform.values()).map(p -> main(p, false))).containsExactly(MailClient.APPLE_MAIL_IOS,
            MailClient.APPLE_MAIL_MACOS, MailClient.OUTLOOK_CLASSIC, MailClient.OUTLOOK_ANDROID);
        assertThat(Stream.of(Platform.IOS, Platform.ANDROID).map(p -> main(p, true))).containsExactly(MailClient.OUTLOOK_IOS,
            MailClient.OUTLOOK_ANDROID);
    }

    private static Stream<Situation> situations() {
        return Stream.of(Platform.values()).flatMap(p -> Stream.of(true, false).flatMap(intune -> Stream.of(true, false)
            .flatMap(mail -> Stream.of(true, false).flatMap(identities -> Stream.of("no", "yes", "unknown")
                .map(lacking -> new Situation(p, intune, mail, identities, lacking(lacking)))))));
    }

    private static List<String> lacking(String word) {
        return switch (word) {
            case "no" -> List.of();
            case "yes" -> List.of("ios, smimeSigning: no profile");
            default -> null;
        };
    }

    private static List<MailClient> automatic(Situation situation) {
        return Activations.of(situation).stream().filter(a -> a.activation() == Activation.AUTOMATIC).map(ClientActivation::client)
            .toList();
    }

    private static MailClient main(Platform platform, boolean intune) {
        return Activations.of(new Situation(platform, intune, true, true, List.of())).get(0).client();
    }
}

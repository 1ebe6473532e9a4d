package io.sealpost.secrets;

import com.icegreen.greenmail.util.GreenMailUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** After a run with everything in it no secret of it lies where it must not be; and if one did, it would be found. */
class CanaryTest {
    private static final Map<Place, List<String>> LEAKS = new EnumMap<>(Place.class);
    private static final Map<Place, Integer> BYTES = new EnumMap<>(Place.class);
    private static CanaryRun run;
    private static List<Form> forms;
    private static Finder finder;

    /** All places are looked at before anything is planted. */
    @BeforeAll
    static void aRunWithIncidents() throws Exception {
        run = new CanaryRun();
        run.proven();
        new Incidents(run).happen();
        forms = RunSecrets.of(run.world(), run.own());
        finder = new Finder(forms);
        for (var place : Place.values()) {
            var found = place.look(run);
            BYTES.put(place, found.stream().mapToInt(each -> each.content().length).sum());
            LEAKS.put(place, leaks(found));
        }
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @ParameterizedTest
    @EnumSource
    void G2_noSecretIsThere(Place place) {
        assertThat(LEAKS.get(place)).isEmpty();
        if (place != Place.TEMPORARY_FILES) { // there may be none
            assertThat(BYTES.get(place)).as("bytes looked at").isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void G2_aPlantedSecretIsFoundAndNamed(Leak leak) throws Exception {
        var identity = run.world().people().get(0).identities().get(0);
        var pkcs8 = identity.key().getEncoded();
        var text = switch (leak.ordinal() % 4) {
            case 0 -> Base64.getEncoder().encodeToString(pkcs8).substring(700, 850); // what fits into a column
            case 1 -> Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8).substring(700, 900);
            case 2 -> HexFormat.of().formatHex(pkcs8).substring(900, 1000);
            default -> run.own().get(CanaryRun.MISPLACED);
        };
        leak.plant(run, text);
        assertThat(leaks(leak.place().look(run))).anySatisfy(found -> assertThat(found).contains(leak.where(),
            leak.ordinal() % 4 == 3 ? CanaryRun.MISPLACED : "key 1 of " + run.world().people().get(0)));
    }

    /** Each secret that the world knows of; so that none is left out because a file has another name. */
    @Test
    void G2_everySecretOfTheRunIsLookedFor() {
        assertThat(forms).extracting(Form::secret).contains("KEK", "sealpost.escrow.keks.lab-kek.password",
            "key est-client.key, private exponent", "key profile-signer.key, first prime", "sealpost.channels.nanomdm.password",
            "sealpost.channels.nanomdm.webhook-key", "sealpost.directories.lab.password",
            "sealpost.directories.domain.password", "sealpost.directories.domain.publish.password", "sealpost.accounts.channel.password",
            "spring.datasource.password", "spring.artemis.password", "sealpost.smtp.password",
            "sealpost.channels.fleet.password", "sealpost.channels.intune.password", "key google.key, private exponent",
                "access token").anyMatch(name -> name.startsWith("password of "))
            .anyMatch(name -> name.startsWith("key in ") && name.contains("InstallProfile.plist"))
            .anyMatch(name -> name.startsWith("key in ") && name.contains("-user.xml"))
            .anyMatch(name -> name.startsWith("key in ") && name.contains("-identity.p7m"))
            .anyMatch(name -> name.startsWith("password in ") && name.contains("-userPfxCertificates.json"));
    }

    /** The mail server's password was used, so that it had its chance to get lost; and no mail holds a secret. */
    @Test
    void G2_usersWereToldByMailAndNoSecretWithIt() throws Exception {
        run.await("mails to users", () -> run.mails().length >= run.world().people().size());
        for (var mail : run.mails()) {
            assertThat(finder.find(GreenMailUtil.getWholeMessage(mail).getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
    }

    private static List<String> leaks(List<Found> found) {
        var leaks = new ArrayList<String>();
        for (var each : found) {
            finder.find(each.content()).forEach((secret, form) -> leaks.add(each.where() + " holds " + secret + " (" + form + ")"));
        }
        return leaks;
    }
}

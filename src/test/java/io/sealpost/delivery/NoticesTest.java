package io.sealpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.Databases;
import io.sealpost.device.Device;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S5: who has to switch something on is told so once, and only when there is something to switch on. */
class NoticesTest {
    private static final Map<String, String> ON = Map.of("sealpost.tell-user.enabled", "true", "sealpost.tell-user.from",
        "sealpost@example.com", "sealpost.tell-user.pages", "https://intranet.example.com/smime/");
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void S5_theOwnerIsToldOncePerDeviceWhenItsFirstItemsHaveArrived(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder, ON)) {
            UUID anna = stage.user("anna", 1);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            Delivery install = stage.send("InstallProfile");
            stage.compare(anna);
            assertThat(rows(stage)).as("sent is not arrived").isEmpty();

            stage.answer(install, Report.Answer.ACKNOWLEDGED);
            stage.compare(anna);
            assertThat(rows(stage)).containsExactly("PENDING 1");
            assertThat(due(stage)).as("the profile may still be verified, the signing certificate still come").isEmpty();

            stage.clock.pass(Duration.ofMinutes(10));
            assertThat(due(stage)).containsExactly(new Work("notices", stage.device.toString()));
            assertThat(due(stage)).as("handed out").isEmpty();
            Notice notice = claim(stage);
            assertThat(notice.to()).isEqualTo("anna@example.com");
            assertThat(notice.subject()).contains("iPhone14,5");
            assertThat(notice.text()).contains("Hello anna,", "iPhone14,5", "\n  https://intranet.example.com/smime/apple-mail-ios.html\n"
                + "  https://intranet.example.com/smime/outlook-ios.html\n").doesNotContain("{", "android", "macos");
            assertThat(notices(stage).claim(stage.device)).as("another worker").isNull();

            notices(stage).sent(notice);
            stage.compare(anna);
            stage.clock.pass(Duration.ofDays(2));
            assertThat(rows(stage)).containsExactly("SENT 1");
            assertThat(due(stage)).isEmpty();
            assertThat(stage.jdbc().sql("select count(*) from audit where action = 'user-told'").query(Integer.class).single())
                .isEqualTo(1);

            deliver(stage, anna);
            assertThat(rows(stage)).as("it joined again, so it is set up anew").containsExactly("PENDING 2");
        }
    }

    /** At least once: who dies between the mail server's answer and our commit leaves a mail that goes twice, under one Message-ID. */
    @ParameterizedTest
    @EnumSource
    void S5_aDeadWorkersMailIsSentAgainUnderTheSameMessageId(Databases database) throws Exception {
        try (Stage stage = told(database, ON)) {
            Notice lost = claim(stage);
            stage.clock.pass(Duration.ofMinutes(4));
            assertThat(due(stage)).isEmpty();
            assertThat(notices(stage).claim(stage.device)).isNull();

            stage.clock.pass(Duration.ofMinutes(2));
            assertThat(due(stage)).hasSize(1);
            Notice again = claim(stage);
            assertThat(again.messageId()).isEqualTo(lost.messageId()).matches("<[0-9a-f-]{36}@example.com>");
            notices(stage).sent(again);
            notices(stage).undelivered(lost, new MessagingException("it was not dead, but slow"));
            assertThat(rows(stage)).containsExactly("SENT 1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void S5_aMailServerInTroubleIsTriedLaterAndARefusedAddressIsNot(Databases database) throws Exception {
        try (Stage stage = told(database, ON)) {
            Notice notice = claim(stage);
            notices(stage).undelivered(notice, new MessagingException("421 busy"));
            assertThat(due(stage)).isEmpty();
            stage.clock.pass(Duration.ofSeconds(10));
            assertThat(due(stage)).hasSize(1);

            notice = claim(stage);
            notices(stage).undelivered(notice, refused(450));
            stage.clock.pass(Duration.ofSeconds(20));
            assertThat(due(stage)).as("greylisted").hasSize(1);

            notices(stage).undelivered(claim(stage), refused(550));
            assertThat(stage.jdbc().sql("select state || ' ' || code || ' ' || text from notice").query(String.class).single())
                .isEqualTo("FAILED smtp-550 550 no such user");
            stage.clock.pass(Duration.ofDays(2));
            assertThat(due(stage)).isEmpty();
        }
    }

    @Test
    void S5_aMailServerThatNeverTakesItIsGivenUpAfterAttemptsForThreeDays() throws Exception {
        try (Stage stage = told(Databases.H2, ON)) {
            stage.jdbc().sql("update notice set attempts = 149").update();
            notices(stage).undelivered(claim(stage), new MessagingException("421 busy"));
            assertThat(stage.jdbc().sql("select state || ' ' || code || ' ' || text from notice").query(String.class).single())
                .isEqualTo("FAILED undelivered 421 busy");
        }
    }

    @Test
    void S5_whoHasNothingToSwitchOnIsNotToldUntilThereIs() throws Exception {
        Map<String, String> only = new HashMap<>(ON);
        only.put("sealpost.tell-user.clients", "APPLE_MAIL_IOS");
        try (Stage stage = told(Databases.H2, only)) {
            assertThat(due(stage)).hasSize(1);
            stage.jdbc().sql("""
                insert into item (id, device, user_id, generation, kind, external_key, state, mail_signing, mail_encryption, updated_at)
                select ?, device, user_id, generation, 'MAIL_PROFILE', 'k', 'VERIFIED', ?, ?, updated_at from item
                where kind = 'ENCRYPTION_IDENTITY'""").params(UUID.randomUUID(), "a".repeat(64), "b".repeat(64)).update();
            assertThat(notices(stage).claim(stage.device)).as("set up in the meantime").isNull();
            assertThat(rows(stage)).isEmpty();
            expect(stage);
            assertThat(rows(stage)).isEmpty();

            stage.jdbc().sql("update item set mail_encryption = null where kind = 'MAIL_PROFILE'").update();
            expect(stage);
            assertThat(rows(stage)).containsExactly("PENDING 1");
        }
    }

    @Test
    void S16_whatWasMeantForTheFormerOwnerIsNotSent() throws Exception {
        try (Stage stage = told(Databases.H2, ON)) {
            stage.user("berta", 1);
            stage.own("berta");
            assertThat(notices(stage).claim(stage.device)).isNull();
            assertThat(rows(stage)).isEmpty();
        }
    }

    @Test
    void S5_anAddressThatCouldBeSeveralIsNone() throws Exception {
        try (Stage stage = told(Databases.H2, ON)) {
            stage.jdbc().sql("update address set mailbox = ?").param("anna@example.com,eve@example.net").update();
            assertThat(notices(stage).claim(stage.device)).isNull();
            assertThat(stage.jdbc().sql("select state || ' ' || code from notice").query(String.class).single())
                .isEqualTo("FAILED address");
        }
    }

    @Test
    void S10_byDefaultNobodyIsTold() throws Exception {
        try (Stage stage = told(Databases.H2, Map.of())) {
            assertThat(rows(stage)).isEmpty();
            assertThat(due(stage)).isEmpty();
        }
    }

    @Test
    void S5_namesFillOneLineEachAndTheTextIsReadEachTime() throws Exception {
        Path text = Files.writeString(folder.resolve("tell-user.fr.txt"), "Subject: Pour {name}\r\n\r\n{device}:\r\n{links}\r\n");
        NoticeTemplate template = new NoticeTemplate(settings("fr", "sealpost@example.com", "https://x/"));
        NoticeTemplate.Filled filled = template.fill("Anne\r\nBcc: eve@example.net", "{links}", List.of(MailClient.OUTLOOK_NEW));
        assertThat(filled.subject()).isEqualTo("Pour Anne  Bcc: eve@example.net");
        assertThat(filled.text()).contains("  https://x/outlook-new.fr.html").doesNotContain("\r");
        Files.writeString(text, "Subject: B\n{links}");
        assertThat(template.fill("a", "b", List.of()).subject()).isEqualTo("B");
    }

    @Test
    void S5_whatIsMissingIsNamedAtTheStart() throws Exception {
        assertThatThrownBy(() -> new NoticeTemplate(settings("en", "", "https://x/"))).hasMessageContaining("sealpost.tell-user.from");
        assertThatThrownBy(() -> new NoticeTemplate(settings("en", "a@b", "x"))).hasMessageContaining("sealpost.tell-user.pages");
        assertThatThrownBy(() -> new NoticeTemplate(settings("en", "a@b", "https://x/")))
            .hasMessageContaining("sealpost.tell-user.templates").hasRootCauseMessage(folder.resolve("tell-user.en.txt").toString());
        Files.writeString(folder.resolve("tell-user.en.txt"), "Hello");
        assertThatThrownBy(() -> new NoticeTemplate(settings("en", "a@b", "https://x/"))).hasStackTraceContaining("'Subject: …'");
    }

    private NoticeSettings settings(String language, String from, String pages) {
        return new NoticeSettings(true, from, language, folder, pages, java.util.Set.of(), Duration.ZERO);
    }

    private static MessagingException refused(int code) throws Exception {
        return new SendFailedException("Invalid Addresses", new SMTPAddressFailedException(new InternetAddress("anna@example.com"),
            "RCPT TO", code, code + " no such user"));
    }

    /** Anna's certificates have arrived on her device ten minutes ago. */
    private Stage told(Databases database, Map<String, String> settings) throws Exception {
        Stage stage = new Stage(database, folder, settings);
        UUID anna = stage.user("anna", 1);
        stage.own("anna");
        deliver(stage, anna);
        stage.clock.pass(Duration.ofMinutes(10));
        return stage;
    }

    private static void deliver(Stage stage, UUID user) {
        stage.join();
        stage.compare(user);
        stage.answer(stage.send("InstallProfile"), Report.Answer.ACKNOWLEDGED);
        stage.compare(user);
    }

    private static void expect(Stage stage) {
        Device device = stage.device();
        stage.transaction().executeWithoutResult(t -> notices(stage).expect(device, device.owner()));
    }

    private static Notices notices(Stage stage) {
        return stage.get(Notices.class);
    }

    private static Notice claim(Stage stage) {
        Notice notice = notices(stage).claim(stage.device);
        assertThat(notice).isNotNull();
        return notice;
    }

    private static List<Work> due(Stage stage) {
        return stage.get(DueRows.class).notices();
    }

    private static List<String> rows(Stage stage) {
        return stage.jdbc().sql("select state || ' ' || generation from notice").query(String.class).list();
    }
}

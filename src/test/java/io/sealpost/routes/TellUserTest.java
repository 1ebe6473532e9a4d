package io.sealpost.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import io.sealpost.delivery.DueRows;
import io.sealpost.delivery.Notices;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.routing.RoutingFixture;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.component.mail.MailAuthenticator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Flow tell-user against a mail server that speaks SMTP, over the gateway's own rows (S5). */
class TellUserTest {
    private static final String PASSWORD = "correct-horse-9031-battery";
    private final UUID device = UUID.randomUUID();
    private final Ticking clock = new Ticking();
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    @TempDir
    private Path folder;
    private Core core;

    @BeforeEach
    void aDeviceWhoseOwnerIsToBeTold() {
        mail.start();
        mail.setUser("sealpost@example.com", "sealpost", PASSWORD);
        mail.getUserManager().setAuthRequired(true);
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.putAll(Map.of("sealpost.tell-user.enabled", "true", "sealpost.tell-user.from", "sealpost@example.com",
            "sealpost.tell-user.language", "fr", "sealpost.tell-user.pages", "https://intranet.example.com/smime/", "sealpost.node", "n"));
        core = Core.on(Databases.H2, folder, clock, settings);
        UUID user = UUID.randomUUID();
        Timestamp now = Timestamp.from(clock.instant());
        run("insert into directory_user (id, directory, external_id, state, display_name, entry_digest, updated_at)"
            + " values (?, 'd', 'a', 'ACTIVE', 'Zoé Müller', '0', ?)", user, now);
        run("insert into address values ('zoe@example.com', ?, true)", user);
        run("insert into device (id, channel, external_id, platform, model, state, owner, generation) values (?, 'c', 'u', 'WINDOWS',"
            + " 'PC de Zoé', 'JOINED', ?, 1)", device, user);
        run("insert into item (id, device, user_id, generation, kind, external_key, state, updated_at)"
            + " values (?, ?, ?, 1, 'ENCRYPTION_IDENTITY', 'k', 'ACKNOWLEDGED', ?)", UUID.randomUUID(), device, user, now);
        run("insert into notice (device, user_id, generation, state, message, attempts, due_at, updated_at)"
            + " values (?, ?, 1, 'PENDING', ?, 0, ?, ?)", device, user, UUID.randomUUID(), now, now);
    }

    @AfterEach
    void close() {
        core.close();
        mail.stop();
    }

    @Test
    void S5_theOwnerGetsOneMailWithTheLinksOfThatPlatform() throws Exception {
        try (RouteFixture routes = routes(mail.getSmtp().getPort(), false, PASSWORD)) {
            tell(routes);
            tell(routes);

            assertThat(state()).isEqualTo("SENT null 1");
            MimeMessage[] received = mail.getReceivedMessages();
            assertThat(received).hasSize(1);
            MimeMessage message = received[0];
            assertThat(message.getSubject()).isEqualTo("Messages signés et chiffrés sur votre appareil PC de Zoé");
            assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("zoe@example.com");
            assertThat(message.getFrom()).extracting(Object::toString).containsExactly("sealpost@example.com");
            assertThat(message.getContentType().toLowerCase()).startsWith("text/plain").contains("utf-8");
            assertThat(message.getMessageID()).isEqualTo("<" + core.get(JdbcClient.class).sql("select message from notice")
                .query(UUID.class).single() + "@example.com>");
            assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(message.getContent().toString()).contains("Bonjour Zoé Müller,",
                "https://intranet.example.com/smime/outlook-classic.fr.html", "https://intranet.example.com/smime/outlook-new.fr.html")
                .doesNotContain("ios", "{");
            assertThat(routes.camel().getEndpoints()).extracting(e -> e.getEndpointUri()).anyMatch(uri -> uri.startsWith("smtp:"))
                .noneMatch(uri -> uri.contains(PASSWORD));
            assertThat(GreenMailUtil.getWholeMessage(message)).doesNotContain(PASSWORD);
        }
    }

    @Test
    void S5_aWrongLogInIsTriedLaterAndSaysSoWithoutThePassword() throws Exception {
        try (RouteFixture routes = routes(mail.getSmtp().getPort(), false, "another-password-6641")) {
            tell(routes);
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
        assertThat(state()).isEqualTo("PENDING undelivered 1");
        assertThat(core.get(JdbcClient.class).sql("select text from notice").query(String.class).single())
            .containsIgnoringCase("535").doesNotContain("another-password");
        try (RouteFixture routes = routes(mail.getSmtp().getPort(), false, PASSWORD)) {
            clock.pass(Duration.ofSeconds(10));
            assertThat(core.get(DueRows.class).notices()).hasSize(1);
            tell(routes);
        }
        assertThat(mail.getReceivedMessages()).hasSize(1);
        assertThat(state()).isEqualTo("SENT null 2");
    }

    /** S10: a server that does not offer TLS gets neither the log-in nor the mail. */
    @Test
    void S10_withoutTheTlsThatIsAskedForNothingIsSaid() throws Exception {
        try (Talk talk = new Talk(Map.of("EHLO", "250-talk\r\n250 AUTH LOGIN PLAIN"));
             RouteFixture routes = routes(talk.port(), true, PASSWORD)) {
            tell(routes);
            assertThat(talk.heard).isNotEmpty().noneMatch(line -> line.matches("(?i)(AUTH|MAIL|RCPT|DATA).*"));
        }
        assertThat(state()).isEqualTo("PENDING undelivered 1");
    }

    @Test
    void S5_aRefusedAddressIsForPeopleAndABusyServerForLater() throws Exception {
        Map<String, String> answers = new HashMap<>(Map.of("EHLO", "250 talk", "MAIL", "250 ok", "RCPT", "451 4.7.1 greylisted"));
        try (Talk talk = new Talk(answers); RouteFixture routes = routes(talk.port(), false, "")) {
            tell(routes);
            assertThat(state()).isEqualTo("PENDING undelivered 1");
            answers.put("RCPT", "550 5.1.1 no such user");
            clock.pass(Duration.ofSeconds(10));
            tell(routes);
            assertThat(state()).isEqualTo("FAILED smtp-550 2");
            assertThat(talk.heard).noneMatch(line -> line.startsWith("AUTH")).contains("RCPT TO:<zoe@example.com>");
        }
    }

    @Test
    void S5_noMailServerIsForLaterAfterThreeAttemptsInPlace() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (RouteFixture routes = routes(port, false, PASSWORD)) {
            tell(routes);
        }
        assertThat(state()).isEqualTo("PENDING undelivered 1");
    }

    private RouteFixture routes(int port, boolean starttls, String password) throws Exception {
        MailAuthenticator login = RoutingFixture.login(password.isEmpty() ? "" : "sealpost", password);
        return RouteFixture.with(Map.of("sealpost.smtp.host", "127.0.0.1", "sealpost.smtp.port", String.valueOf(port),
            "sealpost.smtp.starttls", String.valueOf(starttls), "sealpost.smtp.ssl", "false"),
            Map.of("notices", core.get(Notices.class), "smtpLogin", login), "flows/tell-user.camel.yaml");
    }

    private void tell(RouteFixture routes) {
        assertThat(routes.send("jms:queue:notices?waitForTaskToComplete=Always", device.toString(), Map.of()).getException()).isNull();
    }

    private String state() {
        return core.get(JdbcClient.class).sql("select state || ' ' || coalesce(code, 'null') || ' ' || attempts from notice")
            .query(String.class).single();
    }

    private void run(String sql, Object... values) {
        core.get(JdbcClient.class).sql(sql).params(values).update();
    }

    /** A mail server that answers each command as it is told, and no more. */
    private static final class Talk implements AutoCloseable {
        final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        Talk(Map<String, String> answers) throws Exception {
            Thread thread = new Thread(() -> serve(answers), "talk");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Map<String, String> answers) {
            while (!socket.isClosed()) {
                try (Socket caller = socket.accept()) {
                    var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
                    say(caller, "220 talk");
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        heard.add(line);
                        String verb = line.split("[ :]")[0].toUpperCase();
                        say(caller, verb.equals("QUIT") ? "221 bye"
                            : answers.getOrDefault(verb, verb.equals("RSET") ? "250 ok" : "502 no"));
                    }
                } catch (java.io.IOException ended) {
                    heard.add("# " + ended.getMessage());
                }
            }
        }

        private static void say(Socket caller, String line) throws java.io.IOException {
            caller.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }
}

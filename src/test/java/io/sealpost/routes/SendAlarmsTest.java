package io.sealpost.routes;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.sealpost.directory.Alarms;
import io.sealpost.routing.RoutingFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/** Flow send-alarms. */
class SendAlarmsTest extends DirectoryStage {
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private final WireMockServer people = new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

    @Override
    Map<String, String> more() {
        people.start();
        mail.start();
        mail.setUser("sealpost@example.com", "sealpost", "let-me-in-31");
        people.stubFor(post("/hook?key=secret").willReturn(aResponse().withStatus(200)));
        return Map.of("sealpost.alarms.webhook", people.baseUrl() + "/hook?key=secret", "sealpost.alarms.mail-to", "ops@example.com",
            "sealpost.alarms.mail-from", "sealpost@example.com");
    }

    @AfterEach
    void stopPeople() {
        people.stop();
        mail.stop();
    }

    private void tell() throws Exception {
        Map<String, String> keys = Map.of("sealpost.smtp.host", "127.0.0.1", "sealpost.smtp.port",
            String.valueOf(mail.getSmtp().getPort()), "sealpost.smtp.starttls", "false", "sealpost.smtp.ssl", "false");
        try (RouteFixture flow = RouteFixture.with(keys, Map.of("alarms", core.get(Alarms.class), "smtpLogin",
            RoutingFixture.login("sealpost", "let-me-in-31")), "flows/send-alarms.camel.yaml")) {
            flow.send("direct:send-alarms", "", Map.of());
            assertThat(flow.camel().getEndpoints()).as("the address may hold a secret").noneMatch(e -> e.toString().contains("secret"));
        }
    }

    private List<String> told() {
        return people.findAll(postRequestedFor(urlEqualTo("/hook?key=secret"))).stream().map(r -> r.getBodyAsString()).toList();
    }

    private void refused() throws Exception {
        for (int i = 0; i < 10; i++) {
            add("user" + i);
        }
        sync();
        for (int i = 0; i < 4; i++) {
            ldap.delete("uid=user" + i + ",dc=example,dc=com");
        }
        sync();
        assertThat(state()).isEqualTo("REFUSED");
    }

    @Test
    void P3_aRefusedRunIsToldOnceWithItsHash() throws Exception {
        refused();

        tell();
        tell();

        assertThat(told()).hasSize(1);
        assertThat(mail.getReceivedMessages()).hasSize(1);
        assertThat(mail.getReceivedMessages()[0].getSubject()).isEqualTo("Sealpost: sync of corporate REFUSED");
        assertThat(GreenMailUtil.getBody(mail.getReceivedMessages()[0])).contains("4 of 10 users would leave");
        assertThat(told().get(0)).contains("\"what\":\"REFUSED\"", "\"directory\":\"corporate\"", "4 of 10 users would leave",
            core.get(JdbcClient.class).sql("select plan_hash from sync where state = 'REFUSED'").query(String.class).single());
    }

    @Test
    void P3_whatCannotBeToldNowIsToldLater() throws Exception {
        refused();
        people.stubFor(post("/hook?key=secret").willReturn(aResponse().withStatus(500)));
        tell();
        people.stubFor(post("/hook?key=secret").willReturn(aResponse().withStatus(200)));
        tell();
        assertThat(told()).as("not at once").hasSize(1);
        clock.pass(Duration.ofMinutes(5));

        tell();
        tell();

        assertThat(told()).hasSize(2);
    }

    @Test
    void P3_theThirdFailureInARowIsTold() throws Exception {
        add("anna");
        sync();
        ldap.shutDown(true);
        sync();
        sync();
        tell();
        assertThat(told()).isEmpty();

        sync();
        sync();
        tell();

        assertThat(told()).hasSize(1);
        assertThat(told().get(0)).contains("\"what\":\"FAILED\"");
    }
}

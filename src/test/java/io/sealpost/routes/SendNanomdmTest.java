package io.sealpost.routes;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.Delivery;
import io.sealpost.delivery.Kind;
import io.sealpost.delivery.NanomdmFormats;
import io.sealpost.delivery.Refused;
import io.sealpost.delivery.Report;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.Webhooks;
import io.sealpost.device.Channel;
import io.sealpost.device.ChannelFixture;
import io.sealpost.device.Channels;
import io.sealpost.device.Devices;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.binaryEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isA;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/** Connector nanomdm against NanoMDM's answers and events (docs/openapi.yaml, service/webhook of micromdm/nanomdm). */
class SendNanomdmTest {
    private static final byte[] COMMAND = "<?xml version=\"1.0\"?>".getBytes();
    private final WireMockServer mdm = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private final Deliveries deliveries = mock();
    private final Delivery delivery = new Delivery(UUID.randomUUID(), UUID.randomUUID(), "mdm", "UDID-1", UUID.randomUUID(), 1,
        Kind.INSTALL, "InstallProfile", UUID.randomUUID(), null, 1);
    private final Channels channels = mock();
    private Channel channel;
    private RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        mdm.start();
        channel = ChannelFixture.nanomdm(mdm.baseUrl(), Set.of(), Duration.ofSeconds(2));
        when(channels.get("mdm")).thenReturn(channel);
        routes = RouteFixture.of(Map.of("deliveries", deliveries, "nanomdm", new NanomdmFormats(channels), "webhooks", new Webhooks(),
            "reports", new Reports(), "channels", channels, "devices", mock(Devices.class)),
            new String[] {"enqueue", "deliver"}, "channels/send-nanomdm.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
        mdm.stop();
    }

    @Test
    void S16_aCommandIsQueuedForExactlyItsDevice() {
        answer(200, "{\"status\":{\"UDID-1\":{\"push_result\":\"x\"}},\"command_uuid\":\"c\",\"request_type\":\"InstallProfile\"}");

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeaders()).as("no credential stays").isEmpty();
        mdm.verify(1, putRequestedFor(urlEqualTo("/v1/enqueue/UDID-1")).withRequestBody(binaryEqualTo(COMMAND))
            .withBasicAuth(new com.github.tomakehurst.wiremock.client.BasicCredentials("nanomdm", "api-key")));
    }

    @Test
    void G1_aPushThatFailedDoesNoHarm() {
        answer(207, "{\"status\":{\"UDID-1\":{\"push_error\":\"no push\"}}}");

        send();

        verify(deliveries, never()).fail(eq(delivery), isA(Exception.class));
    }

    @Test
    void G1_aCommandThatIsThereAlreadyIsOursSentAgain() {
        answer(500, "{\"command_error\":\"pq: duplicate key value violates unique constraint \\\"commands_pkey\\\"\"}");

        send();

        verify(deliveries, never()).fail(eq(delivery), isA(Exception.class));
        verify(deliveries, never()).postpone(eq(delivery), isA(Exception.class));
    }

    @Test
    void P2_aDeviceThatTheMdmDoesNotKnowIsARefusal() {
        answer(500, "{\"command_error\":\"pq: insert or update violates foreign key constraint\"}");

        send();

        verify(deliveries).fail(eq(delivery), isA(Refused.class));
    }

    @Test
    void G1_garbageAndTroubleAreTriedAgainLater() {
        for (int status : List.of(500, 503, 401)) {
            answer(status, "<html>");
            send();
        }

        verify(deliveries).postpone(eq(delivery), isA(Exception.class));
        verify(deliveries, org.mockito.Mockito.times(2)).postpone(eq(delivery), isA(Exception.class), anyMap());
    }

    @Test
    void S16_aSignedEventIsKeptBeforeItIsAnswered() throws Exception {
        byte[] event = event();

        Exchange answered = webhook(event, hmac(event));

        assertThat(answered.getMessage().getHeader("CamelHttpResponseCode", Integer.class)).isEqualTo(200);
        Report report = new Reports().read(routes.next("reports", String.class));
        assertThat(report.externalId()).isEqualTo("UDID-1");
        assertThat(report.event()).isEqualTo(Report.Event.LEFT);
    }

    @Test
    void S16_anEventSignedWithAnotherKeyIsRefusedAndForgotten() throws Exception {
        Exchange answered = webhook(event(), hmac("something else".getBytes()));

        assertThat(answered.getMessage().getHeader("CamelHttpResponseCode", Integer.class)).isEqualTo(400);
        assertThat(answered.getMessage().getBody(String.class)).contains("sealpost.channels.mdm.webhook-key").doesNotContain("hmac-key");
        assertThat(routes.next("reports", String.class)).isNull();
    }

    @Test
    void P2_anEventThatNobodyUnderstandsIsRefused() throws Exception {
        byte[] garbage = "{\"topic\":\"mdm.Connect\",\"created_at\":\"yesterday\"}".getBytes();

        assertThat(webhook(garbage, hmac(garbage)).getMessage().getHeader("CamelHttpResponseCode", Integer.class))
            .isEqualTo(400);
    }

    @Test
    void P2_aRefusalByStatusStandsInTheRow() {
        for (int status : List.of(400, 404)) {
            answer(status, "no");
            send();
            verify(deliveries).refused(delivery, status);
        }
        verify(deliveries, never()).fail(eq(delivery), isA(Exception.class));
    }

    @Test
    void G1_anMdmThatIsSilentIsTriedAgainLaterUnderTheSameId() {
        mdm.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(1500)));
        channel = ChannelFixture.nanomdm(mdm.baseUrl(), Set.of(), Duration.ofMillis(300));

        send();

        verify(deliveries).postpone(eq(delivery), isA(java.io.IOException.class));
        mdm.verify(3, putRequestedFor(urlEqualTo("/v1/enqueue/UDID-1")).withRequestBody(binaryEqualTo(COMMAND)));
    }

    @Test
    void G1_anEmptyAnswerIsNoAcceptance() {
        answer(200, "");

        send();

        verify(deliveries).postpone(eq(delivery), isA(Exception.class));
    }

    @Test
    void S16_anIdOfAnyCharactersLeadsToNoOtherPathOfTheMdm() {
        assertThat(new NanomdmFormats(channels).path("push", "../v1/a b?c#d%")).isEqualTo("/v1/push/..%2Fv1%2Fa%20b%3Fc%23d%25");
        Delivery odd = new Delivery(UUID.randomUUID(), UUID.randomUUID(), "mdm", "a b?c#d", UUID.randomUUID(), 1, Kind.INQUIRE,
            "ProfileList", UUID.randomUUID(), null, 1);
        answer(200, "{}");

        routes.send("direct:send-nanomdm", COMMAND, Map.of("channel", channel, "delivery", odd));

        mdm.verify(1, putRequestedFor(urlEqualTo("/v1/enqueue/a%20b%3Fc%23d")));
    }

    @Test
    void P2_anEventForAChannelThatIsNotConfiguredIsAnsweredWithTheFix() throws Exception {
        when(channels.get("mdm")).thenThrow(ChannelFixture.unknown("mdm"));

        Exchange answered = webhook(event(), hmac(event()));

        assertThat(answered.getMessage().getHeader("CamelHttpResponseCode", Integer.class)).isEqualTo(404);
        assertThat(answered.getMessage().getBody(String.class)).contains("No channel mdm: add it under sealpost.channels");
    }

    @Test
    void P2_anEventThatNamesNoDeviceIsRefused() throws Exception {
        byte[] nobody = event("Nobody");

        assertThat(webhook(nobody, hmac(nobody)).getMessage().getHeader("CamelHttpResponseCode", Integer.class)).isEqualTo(400);
        assertThat(routes.next("reports", String.class)).isNull();
    }

    @Test
    void G1_anEventThatCouldNotBeKeptIsNotAnsweredWith200() throws Exception {
        when(channels.get("mdm")).thenThrow(new IllegalStateException("a mistake with a secret"));

        Exchange answered = webhook(event(), hmac(event()));

        assertThat(answered.getMessage().getHeader("CamelHttpResponseCode", Integer.class)).isEqualTo(500);
        assertThat(answered.getMessage().getBody(String.class)).isEmpty();
        assertThat(routes.next("dead-letters", String.class)).contains("receive-nanomdm");
    }

    private static byte[] event() {
        return event("UDID");
    }

    private static byte[] event(String key) {
        String plist = "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>MessageType</key><string>CheckOut</string>"
            + "<key>" + key + "</key><string>UDID-1</string></dict></plist>";
        return ("{\"topic\":\"mdm.CheckOut\",\"event_id\":\"e\",\"created_at\":\"2026-11-23T12:00:00Z\",\"checkin_event\":{"
            + "\"udid\":\"UDID-1\",\"raw_payload\":\"" + Base64.getEncoder().encodeToString(plist.getBytes()) + "\"}}").getBytes();
    }

    private static String hmac(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("hmac-key".getBytes(), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    private Exchange webhook(byte[] body, String signature) {
        return routes.camel().createProducerTemplate().send("platform-http:/channels/{channel}/webhook", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(Map.of("channel", "mdm", "X-Hmac-Signature", signature)));
        });
    }

    private Exchange send() {
        return routes.send("direct:send-nanomdm", COMMAND, Map.of("channel", channel, "delivery", delivery));
    }

    private void answer(int status, String body) {
        mdm.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody(body)));
    }
}

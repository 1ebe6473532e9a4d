package io.sealpost.routes;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.delivery.Bundle;
import io.sealpost.delivery.Bundles;
import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.Delivery;
import io.sealpost.delivery.Kind;
import io.sealpost.delivery.Sealing;
import io.sealpost.delivery.Superseded;
import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.WrappedKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class DeliverTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000d");
    private static final byte[] SEALED = {1, 2, 3};

    private final Deliveries deliveries = mock();
    private final Bundles bundles = mock();
    private final Sealing sealing = mock();
    private final Escrow escrow = mock();
    private final Channels channels = mock();
    private RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        Channel channel = new Channel("mdm", "nanomdm", "http://127.0.0.1", null, null, null, null, null, null, null, null, null);
        when(channels.get("mdm")).thenReturn(channel);
        routes = RouteFixture.of(Map.of("deliveries", deliveries, "bundles", bundles, "sealing", sealing, "escrow", escrow,
            "channels", channels), new String[] {"enqueue", "send-nanomdm"},
            "flows/deliver.camel.yaml", "escrow/fetch-keys-local.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void G1_anInstallIsEnrichedWithWrappedKeysSealedAndSent() throws Exception {
        Delivery delivery = claimed(Kind.INSTALL);
        Bundle bundle = new Bundle(delivery.device(), delivery.user(), 1, "t", "i", List.of(), null, "d", List.of());
        List<WrappedKey> keys = List.of(new WrappedKey("spki", "kek", new byte[0]));
        Bundle withKeys = bundle.with(keys);
        when(bundles.wanted(delivery)).thenReturn(bundle);
        when(escrow.find(List.of(), delivery.device())).thenReturn(keys);
        when(bundles.withKeys(bundle, keys)).thenReturn(withKeys);
        when(sealing.seal(delivery, withKeys)).thenReturn(SEALED);
        routes.recorded("send-nanomdm").expectedBodiesReceived((Object) SEALED);

        routes.send("direct:deliver", ID.toString(), Map.of());

        routes.recorded("send-nanomdm").assertIsSatisfied(2000);
        verify(deliveries).sent(delivery);
    }

    @Test
    void S16_anInquiryCarriesNoBundle() {
        Delivery delivery = claimed(Kind.INQUIRE);
        when(sealing.seal(eq(delivery), any())).thenReturn(SEALED);

        routes.send("direct:deliver", ID.toString(), Map.of());

        verify(bundles, never()).wanted(any());
        verify(deliveries).sent(delivery);
    }

    @Test
    void G1_aDeliveryThatIsTakenIsDropped() throws Exception {
        routes.recorded("send-nanomdm").expectedMessageCount(0);

        routes.send("direct:deliver", ID.toString(), Map.of());

        routes.recorded("send-nanomdm").assertIsSatisfied(200);
        verify(deliveries, never()).sent(any());
    }

    @Test
    void G1_aChannelThatCannotBeReachedIsTriedTwiceMoreAndPutOff() {
        Delivery delivery = claimed(Kind.INQUIRE);
        when(sealing.seal(eq(delivery), any())).thenReturn(SEALED);
        routes.recorded("send-nanomdm").whenAnyExchangeReceived(e -> {
            throw new IOException("connection refused");
        });

        routes.send("direct:deliver", ID.toString(), Map.of());

        assertThat(routes.recorded("send-nanomdm").getReceivedCounter()).isEqualTo(3);
        verify(deliveries, times(1)).postpone(eq(delivery), any(IOException.class));
        verify(deliveries, never()).sent(any());
    }

    @Test
    void S16_aDeviceThatChangedHandsGetsNothing() throws Exception {
        Delivery delivery = claimed(Kind.INQUIRE);
        when(sealing.seal(eq(delivery), any())).thenThrow(Superseded.class);
        routes.recorded("send-nanomdm").expectedMessageCount(0);

        routes.send("direct:deliver", ID.toString(), Map.of());

        routes.recorded("send-nanomdm").assertIsSatisfied(200);
        verify(deliveries).close(eq(delivery), any());
    }

    @Test
    void G2_whatNobodyForesawFailsTheRowAndLeavesADeadLetter() {
        Delivery delivery = claimed(Kind.INQUIRE);
        when(sealing.seal(eq(delivery), any())).thenThrow(new IllegalStateException("a mistake"));

        routes.send("direct:deliver", ID.toString(), Map.of());

        verify(deliveries).fail(eq(delivery), any(IllegalStateException.class));
        assertThat(routes.next("dead-letters", String.class)).contains("deliver").contains("a mistake");
    }

    private Delivery claimed(Kind kind) {
        Delivery delivery = new Delivery(ID, UUID.randomUUID(), "mdm", "UDID", UUID.randomUUID(), 1, kind, "InstallProfile",
            UUID.randomUUID(), null, 0);
        when(deliveries.claim(ID)).thenReturn(delivery);
        return delivery;
    }
}

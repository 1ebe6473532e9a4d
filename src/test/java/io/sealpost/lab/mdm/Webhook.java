package io.sealpost.lab.mdm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.seed.Chance;

/**
 * Sends events as NanoMDM does: each on its own, so they overtake one another; once, so an answer other than 200 loses it. And 2 % are
 * lost on the way: which ones, the seed repeats. A CheckOut is not: it comes once, and nothing that happens later tells of it.
 */
final class Webhook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MdmSettings settings;
    private final Chance chance;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final ScheduledExecutorService senders = Executors.newScheduledThreadPool(16);
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String refusal = "";

    Webhook(MdmSettings settings, Chance chance) {
        this.settings = settings;
        this.chance = chance;
    }

    void send(String id, ObjectNode event) {
        Event.check(event);
        sent.incrementAndGet();
        int nth = counts.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        boolean toldLaterToo = !event.path("topic").asText().equals("mdm.CheckOut");
        if (toldLaterToo && chance.below(1000, "lost", id, nth) < settings.lostPerThousand()) {
            lost.incrementAndGet();
            return;
        }
        try {
            senders.schedule(() -> post(event), ThreadLocalRandom.current().nextInt(120), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            refused("the MDM was closed");
        }
    }

    private void post(ObjectNode event) {
        try {
            var body = JSON.writeValueAsBytes(event);
            var credentials = "channel:" + settings.webhookPassword();
            var request = HttpRequest.newBuilder(URI.create(settings.webhookUrl())).timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json; charset=utf-8")
                    .header("X-Hmac-Signature", signature(body))
                    .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                    .POST(BodyPublishers.ofByteArray(body)).build();
            var response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                refused(response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            refused(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String signature(byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.webhookKey().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(String why) {
        refused.incrementAndGet();
        refusal = why.lines().findFirst().orElse("");
    }

    Events events() {
        return new Events(sent.get(), lost.get(), refused.get(), refusal);
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}

package io.sealpost.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.sealpost.device.Channel;
import org.springframework.stereotype.Component;

/** Whether a webhook's body is its MDM's own. */
@Component
public class Webhooks {

    /**
     * Checks base64(HMAC-SHA256(body)) under the channel's {@code webhook-key} (NanoMDM, operations guide, -webhook-hmac-key).
     *
     * @param signature the header's value; may be absent
     * @return the body, for the next step
     * @throws ForgedWebhook if it does not match
     */
    public byte[] authentic(byte[] body, String signature, Channel channel) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(channel.webhookKey().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected = Base64.getEncoder().encode(mac.doFinal(body));
        if (signature == null || !MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
            throw new ForgedWebhook("The webhook's HMAC does not match: give the MDM the key of sealpost.channels." + channel.name()
                + ".webhook-key");
        }
        return body;
    }
}

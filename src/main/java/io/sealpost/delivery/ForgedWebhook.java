package io.sealpost.delivery;

/** A webhook whose body was not signed with the channel's key. */
public class ForgedWebhook extends RuntimeException {
    ForgedWebhook(String message) {
        super(message);
    }
}

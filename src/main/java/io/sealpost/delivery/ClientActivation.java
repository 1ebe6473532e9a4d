package io.sealpost.delivery;

/**
 * What one mail client on one device needs (S4, S5).
 *
 * @param reason why it is so, for people
 */
public record ClientActivation(MailClient client, Activation activation, String reason) {
}

package io.sealpost.lab.people;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * One encryption certificate of a user with its key, and an old message that only it opens.
 *
 * @param number  its number in the user's history, from 1, oldest first
 * @param message DER CMS EnvelopedData for this certificate
 * @param text    what the message says
 */
public record Identity(int number, X509Certificate certificate, PrivateKey key, byte[] message, String text) {
    @Override
    public String toString() {
        return "Identity[" + number + ", " + certificate.getSerialNumber().toString(16) + "]";
    }
}

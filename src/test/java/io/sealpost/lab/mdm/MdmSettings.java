package io.sealpost.lab.mdm;

/**
 * What an MDM is told.
 *
 * @param apiKey          password of the API's one user, nanomdm
 * @param webhookUrl      where events go
 * @param webhookPassword password of the account named channel there
 * @param webhookKey      HMAC key of the events
 * @param lostPerThousand how many of a thousand events never arrive
 */
public record MdmSettings(String apiKey, String webhookUrl, String webhookPassword, String webhookKey, int lostPerThousand) {
    @Override
    public String toString() {
        return "MdmSettings[" + webhookUrl + "]";
    }
}

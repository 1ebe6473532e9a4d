package io.sealpost.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.sealpost.device.Channels;
import io.sealpost.device.Platform;
import org.springframework.stereotype.Component;

/**
 * Who switches S/MIME on, for each mail client on a device (S4, S5). Only two are ever AUTOMATIC: Apple's own Mail on iOS with a mail
 * profile that names both identities, and Outlook on a phone behind Intune with both of Intune's parts in place.
 */
@Component
public class Activations {
    /** What {@link #of} reads of a device {@code d}, beside its platform and channel: columns of a select. */
    public static final String FACTS = """
        exists (select 1 from item i where i.device = d.id and i.generation = d.generation and i.user_id = d.owner
                and i.kind = 'MAIL_PROFILE' and i.state = 'VERIFIED' and i.mail_signing is not null and i.mail_encryption is not null)
          as mail_set_up,
        exists (select 1 from item i where i.device = d.id and i.generation = d.generation and i.user_id = d.owner
                and i.kind in ('ENCRYPTION_IDENTITY', 'SIGNING_IDENTITY') and i.state in ('ACKNOWLEDGED', 'VERIFIED'))
          as has_identities""";
    private final Channels channels;
    private final IntuneProfiles intune;

    /** @param intune knows which of Intune's parts are missing */
    public Activations(Channels channels, IntuneProfiles intune) {
        this.channels = channels;
        this.intune = intune;
    }

    /** For a device as {@link #FACTS} shows it: its clients, the main one first, whose activation is the device's. */
    public List<ClientActivation> of(ResultSet device) throws SQLException {
        String channel = device.getString("channel");
        boolean behindIntune = channels.knows(channel) && channels.get(channel).kind().equals("intune");
        return of(new Situation(Platform.valueOf(device.getString("platform")), behindIntune, device.getBoolean("mail_set_up"),
            device.getBoolean("has_identities"), intune.lacking().get(channel)));
    }

    static List<ClientActivation> of(Situation situation) {
        return MailClient.on(situation.platform(), situation.intune()).stream().map(client -> of(client, situation)).toList();
    }

    private static ClientActivation of(MailClient client, Situation situation) {
        String byUser = byUser(client, situation);
        return byUser != null ? new ClientActivation(client, Activation.BY_USER, byUser)
            : new ClientActivation(client, Activation.AUTOMATIC, client.needsIntune() ? "Intune has both parts in place"
                : "The device lists a mail profile that names both identities");
    }

    /** Why the user has to do it; null if nobody has to. */
    private static String byUser(MailClient client, Situation situation) {
        if (!client.byUser().isEmpty()) {
            return client.byUser();
        }
        if (!client.needsIntune()) {
            return situation.intune() ? "Behind Intune the mail account is not ours, and nothing tells it which identities to use"
                : situation.mailSetUp() ? null : "The device lists no mail profile that names both identities";
        }
        if (!situation.intune()) {
            return "Outlook on a phone takes certificates from Intune alone, and this device is not behind it";
        }
        if (situation.lacking() == null) {
            return "Intune was not asked yet whether both parts are in place";
        }
        return !situation.lacking().isEmpty() ? "Intune lacks: " + String.join("; ", situation.lacking())
            : situation.identities() ? null : "Intune has none of the user's certificates yet";
    }

    /**
     * What it depends on.
     *
     * @param intune     whether the device's channel is Intune
     * @param mailSetUp  whether the device lists a mail profile of ours that names both identities
     * @param identities whether at least one identity has reached the device, or Intune
     * @param lacking    what Intune lacks; null if that is not known
     */
    record Situation(Platform platform, boolean intune, boolean mailSetUp, boolean identities, List<String> lacking) {
    }
}

package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.payload.android.AttestationRules;
import io.sealpost.payload.android.IdentitySealing;
import io.sealpost.payload.android.KeyAttestation;
import io.sealpost.payload.android.RefusedAttestation;
import io.sealpost.payload.android.SealedIdentity;
import io.sealpost.pki.Certificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What companion apps call (docs/channels/android.md). A one-time token and an attestation register a key; what is answered, and
 * everything after, is of use only to who has that key. Each public method is one transaction.
 */
@Component("appEndpoint")
@Transactional(noRollbackFor = RefusedApp.class)   // why a key was refused stays with the device
public class AppEndpoint {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Devices devices;
    private final AndroidApps apps;
    private final Entitlements entitlements;
    private final Bundles bundles;
    private final ObjectMapper json = new ObjectMapper();

    AppEndpoint(JdbcClient jdbc, Clock clock, Devices devices, AndroidApps apps, Entitlements entitlements, Bundles bundles) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.devices = devices;
        this.apps = apps;
        this.entitlements = entitlements;
        this.bundles = bundles;
    }

    /**
     * Registers the key that everything for the device is encrypted to from now on. The token serves one key: the same key may come
     * again while the token lasts, because the answer may have been lost; another one never.
     *
     * @return {"secret": EnvelopedData, DER, base64}
     * @throws RefusedApp names the reason; the token is not used up then
     */
    public byte[] register(Channel channel, byte[] body) throws JsonProcessingException {
        AppRequest request = AppRequest.read(body);
        Device device = device(channel, request);
        AndroidApps.App app = apps.find(device).orElseThrow(AppEndpoint::wrongToken);
        String token = request.text("enrollmentToken");
        if (!AppSecrets.matches(token, app.tokenSha256()) || app.tokenUntil().toInstant().isBefore(clock.instant())) {
            throw wrongToken();
        }
        X509Certificate leaf;
        try {
            leaf = KeyAttestation.verify(request.chain(), AppSecrets.sha256(token), rules(channel), clock.instant());
        } catch (RefusedAttestation e) {
            devices.explain(device, "the companion app's key was refused: " + e.getMessage());
            throw new RefusedApp(e);
        }
        if (device.recipient() != null && !device.recipient().equals(leaf)) {
            throw new RefusedApp("token-used", "another key was registered with it");
        }
        devices.recipient(device, leaf);
        String secret = AppSecrets.fresh();
        apps.registered(device.id(), secret);
        return json.writeValueAsBytes(Map.of("secret", Base64.getEncoder().encodeToString(AppSecrets.sealed(secret, leaf))));
    }

    /**
     * What the app is to hold now, each sealed to its key: nothing if the device changed hands since that was laid out (S16).
     *
     * @return {"revision","bundle","identities":[{"alias","cms"}]}
     */
    public byte[] identities(Channel channel, byte[] body) throws JsonProcessingException {
        AppRequest request = AppRequest.read(body);
        Device device = device(channel, request);
        AndroidApps.App app = known(device, request);
        UUID entitled = entitlements.user(device);
        boolean theirs = entitled != null && bundles.identifier(entitled).equals(app.bundleKey());
        ObjectNode answer = json.createObjectNode().put("revision", app.revision().toString())
            .put("bundle", theirs ? app.bundle() : null);
        var list = answer.putArray("identities");
        if (theirs) {
            apps.identities(device.id()).forEach(each -> list.addObject().put("alias", each.alias()).put("cms", each.cms()));
        }
        return json.writeValueAsBytes(answer);
    }

    /** What the app says the device holds, as a report of the command that its revision names. */
    public Report report(Channel channel, byte[] body) {
        AppRequest request = AppRequest.read(body);
        Device device = device(channel, request);
        AndroidApps.App app = known(device, request);
        List<Report.Listed> listed = request.certificates();
        boolean asWanted = app.revision().toString().equals(request.text("revision"));
        String wrong = asWanted && installs(device.id(), app.revision()) ? wrong(device.id(), listed, request.errors()) : null;
        String bundle = request.text("bundle");
        List<Report.Profile> profiles = bundle.isEmpty() ? List.of()
            : List.of(new Report.Profile(bundle.equals(app.bundle()) ? app.bundleKey() : "unknown", bundle));
        return new Report(channel.name(), device.externalId(), Report.Event.CONNECTED, clock.instant(), null, null,
            asWanted ? app.revision().toString() : null, wrong == null ? Report.Answer.ACKNOWLEDGED : Report.Answer.FAILED,
            wrong == null ? null : "not-as-wanted", wrong, listed, profiles);
    }

    private boolean installs(UUID device, UUID command) {
        return jdbc.sql("select count(*) from delivery where device = ? and command = ? and kind <> 'INQUIRE'").params(device, command)
            .query(Integer.class).single() > 0;
    }

    private String wrong(UUID device, List<Report.Listed> listed, String errors) {
        Set<String> wanted = apps.identities(device).stream().map(SealedIdentity::alias).collect(Collectors.toCollection(TreeSet::new));
        Set<String> held = listed.stream().filter(Report.Listed::identity)
            .map(l -> IdentitySealing.alias(Certificates.parse(l.der()))).collect(Collectors.toCollection(TreeSet::new));
        return wanted.equals(held) ? null : "The app holds " + held.size() + " identities instead of " + wanted.size()
            + (errors == null ? "" : ": " + errors);
    }

    private Device device(Channel channel, AppRequest request) {
        return devices.lock(request.device())
            .filter(d -> d.channel().equals(channel.name()) && d.state() == Device.State.JOINED)
            .orElseThrow(() -> new RefusedApp("unknown-device", "no such device is managed through this channel"));
    }

    private AndroidApps.App known(Device device, AppRequest request) {
        String secret = request.text("secret");
        return apps.find(device).filter(app -> device.recipient() != null && AppSecrets.matches(secret, app.secretSha256()))
            .orElseThrow(() -> new RefusedApp("wrong-secret", "register first"));
    }

    private static RefusedApp wrongToken() {
        return new RefusedApp("wrong-token", "the enrollment token is not this device's, or has expired; a newer policy has a newer one");
    }

    private static AttestationRules rules(Channel channel) {
        return new AttestationRules(channel.deviceCa(), channel.parameter("app"),
            Boolean.parseBoolean(channel.parameters().getOrDefault("verified-boot", "true")), Set.of());
    }
}

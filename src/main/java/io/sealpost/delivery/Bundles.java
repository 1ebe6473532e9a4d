package io.sealpost.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.SigningIdentities;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.WrappedKey;
import io.sealpost.payload.apple.ExchangeAccount;
import io.sealpost.payload.apple.IdentityPreference;
import io.sealpost.payload.apple.ImapAccount;
import io.sealpost.payload.apple.MailPayload;
import io.sealpost.profile.EmailProfile;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Uuids;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.user.Purpose;
import io.sealpost.user.User;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What each device should hold: the desired side of the comparison. Each public method is one transaction. */
@Component
@Transactional
@EnableConfigurationProperties(BundleSettings.class)
public class Bundles {
    private final Users users;
    private final UserCertificates certificates;
    private final Devices devices;
    private final Channels channels;
    private final Formats formats;
    private final Escrow escrow;
    private final CertificateProfiles profiles;
    private final SigningIdentities identities;
    private final Ledger ledger;
    private final Clock clock;
    private final BundleSettings settings;

    Bundles(Users users, UserCertificates certificates, Devices devices, Channels channels, Formats formats,
            Escrow escrow, CertificateProfiles profiles, SigningIdentities identities, Ledger ledger, Clock clock,
            BundleSettings settings) {
        this.users = users;
        this.certificates = certificates;
        this.devices = devices;
        this.channels = channels;
        this.formats = formats;
        this.escrow = escrow;
        this.profiles = profiles;
        this.identities = identities;
        this.ledger = ledger;
        this.clock = clock;
        this.settings = settings;
    }

    /** The bundle of a claimed delivery, written into the ledger before anything is sent. Its keys are not there yet. */
    public Bundle wanted(Delivery delivery) {
        Device device = devices.lock(delivery.device()).orElseThrow();
        Bundle bundle = desired(device, users.get(delivery.user()).orElseThrow());
        profiles.anchors().forEach(certificates::store);
        ledger.expect(delivery, bundle);
        return bundle;
    }

    /** For the Content Enricher: the bundle with the wrapped keys that a {@code fetch-keys-} route brought. */
    @Transactional(propagation = org.springframework.transaction.annotation.Propagation.SUPPORTS)
    public Bundle withKeys(Bundle bundle, List<WrappedKey> keys) {
        return bundle.with(keys);
    }

    /** What the device should hold now (S12, S21, S26, S27, S32). What is not available yet is left out. */
    Bundle desired(Device device, User user) {
        List<Part> parts = new ArrayList<>();
        Format format = formats.of(device);
        Shape shape = format.shape(device);
        if (shape.anchors()) {
            profiles.anchors().forEach(a -> parts.add(part(device, user, ItemKind.TRUST_ANCHOR, a)));
        }
        List<X509Certificate> history = shape.encryption() ? history(user) : List.of();
        history.forEach(c -> parts.add(part(device, user, ItemKind.ENCRYPTION_IDENTITY, c)));
        List<X509Certificate> signing = signing(device, user, format);
        signing.forEach(c -> parts.add(part(device, user, ItemKind.SIGNING_IDENTITY, c)));
        MailPayload mail = mail(device, user, shape, history, signing.isEmpty() ? null : signing.get(0));
        if (mail != null) {
            ItemKind kind = mail instanceof IdentityPreference ? ItemKind.IDENTITY_PREFERENCE : ItemKind.MAIL_PROFILE;
            parts.add(new Part(itemId(device, user, kind, "mail"), kind, null, mail.payloadUuid()));
        }
        String identifier = identifier(user.id());
        String title = "S/MIME for " + user.title();
        String digest = digest(identifier, title, format.settings(channels.get(device.channel())), parts, mail);
        return new Bundle(device.id(), user.id(), device.generation(), title, identifier, parts, mail, digest, List.of());
    }

    /** The PayloadIdentifier of a user's configuration profile: one per user on a device, replaced as a whole. */
    String identifier(UUID user) {
        return settings.organization() + ".smime." + user;
    }

    /**
     * The one that serves first; none that is revoked (P10). An imported identity serves all devices of its user (S14); without one
     * each has its own (S13).
     */
    private List<X509Certificate> signing(Device device, User user, Format format) {
        Optional<X509Certificate> imported = imported(user);
        return switch (format.shape(device).signing()) {
            case NONE -> List.of();
            case IMPORTED -> imported.stream().toList();
            case OWN -> imported.map(List::of).orElseGet(() -> certificates.unrevoked(issued(device, user)).stream()
                .limit(format.replacesWhole() ? 1 : 2).toList());
        };
    }

    private List<X509Certificate> issued(Device device, User user) {
        return identities.issued(device.id(), user.id(), device.generation());
    }

    /** The user's imported signing certificate that is current and not revoked; empty if there is none or its key is not in escrow. */
    Optional<X509Certificate> imported(User user) {
        List<X509Certificate> all = certificates.unrevoked(certificates.history(user.id(), Purpose.SIGNING));
        Set<String> known = escrow.known(all.stream().map(c -> Certificates.spki(c.getPublicKey())).toList());
        return user.signingAddress().flatMap(address -> Certificates.currentSigning(
            all.stream().filter(c -> known.contains(Certificates.spki(c.getPublicKey()))).toList(), address, clock.instant()));
    }

    /** Every encryption certificate the user ever had whose key is in escrow, oldest first; expired ones too. */
    private List<X509Certificate> history(User user) {
        if (!profiles.encryption()) {
            return List.of();
        }
        List<X509Certificate> all = certificates.history(user.id(), Purpose.ENCRYPTION);
        Set<String> known = escrow.known(all.stream().map(c -> Certificates.spki(c.getPublicKey())).toList());
        return all.stream().filter(c -> known.contains(Certificates.spki(c.getPublicKey()))).toList();
    }

    /** What the device's mail is told about the identities; null while there is nothing to tell. */
    private MailPayload mail(Device device, User user, Shape shape, List<X509Certificate> history, X509Certificate signing) {
        String address = user.primaryAddress().orElse(null);
        if (address == null) {
            return null;
        }
        UUID sign = signing == null ? null : payloadId(device, user, ItemKind.SIGNING_IDENTITY, Certificates.sha256(signing));
        return switch (shape.mail()) {
            case NONE -> null;
            case PREFERENCE -> sign == null ? null
                : new IdentityPreference(address, payloadId(device, user, ItemKind.IDENTITY_PREFERENCE, "mail"), sign);
            case ACCOUNT -> account(device, user, address, history, sign);
        };
    }

    /**
     * The mail account. It waits for the signing identity, because setting the account up twice would make the user sign in
     * twice; without a current encryption certificate it is for signing only, and with a revoked signing certificate for encryption only.
     */
    private MailPayload account(Device device, User user, String address, List<X509Certificate> history, UUID sign) {
        UUID encryption = Certificates.current(history, address, clock.instant())
            .map(c -> payloadId(device, user, ItemKind.ENCRYPTION_IDENTITY, Certificates.sha256(c))).orElse(null);
        boolean waits = profiles.signing().isPresent() && issued(device, user).isEmpty();
        if (profiles.email().isEmpty() || sign == null && (waits || encryption == null)) {
            return null;
        }
        EmailProfile email = profiles.email().get();
        UUID payload = payloadId(device, user, ItemKind.MAIL_PROFILE, "mail");
        String name = user.names().getOrDefault("upn", address);
        return email.imap() == null
            ? new ExchangeAccount(email.host(), email.ssl(), email.oauth(), name, address, payload, sign, encryption)
            : new ImapAccount(email.imap().incomingHost(), email.imap().incomingPort(), email.imap().outgoingHost(),
                email.imap().outgoingPort(), name, address, payload, sign, encryption);
    }

    private static Part part(Device device, User user, ItemKind kind, X509Certificate certificate) {
        String sha256 = Certificates.sha256(certificate);
        return new Part(itemId(device, user, kind, sha256), kind, certificate, payloadId(device, user, kind, sha256));
    }

    private static UUID itemId(Device device, User user, ItemKind kind, String what) {
        return Uuids.named("item", device.id(), user.id(), kind, what);
    }

    private static UUID payloadId(Device device, User user, ItemKind kind, String what) {
        return Uuids.named("payload", device.id(), user.id(), kind, what);
    }

    /** The PayloadUUID of the configuration profile with this digest on this device. */
    static UUID profileUuid(UUID device, String digest) {
        return Uuids.named("profile", device, digest);
    }

    private static String digest(String identifier, String title, String settings, List<Part> parts, MailPayload mail) {
        List<Object> said = new ArrayList<>(List.of(identifier, title, settings));
        parts.forEach(p -> said.addAll(List.of(p.id(), p.kind(), String.valueOf(p.sha256()), p.payload())));
        said.add(String.valueOf(mail));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (Object one : said) {
                byte[] bytes = one.toString().getBytes(StandardCharsets.UTF_8);
                sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}

package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.intune.Connector;
import io.sealpost.payload.intune.ImportedIdentity;
import io.sealpost.payload.intune.PfxCertificate;
import io.sealpost.payload.intune.PfxSealing;
import io.sealpost.pki.Certificates;
import io.sealpost.user.Purpose;
import io.sealpost.user.User;
import io.sealpost.user.Users;
import org.springframework.stereotype.Component;

/**
 * Intune's: each identity of the user as an imported PFX certificate, encrypted to the certificate connector. Intune keeps them for
 * the user and brings them to all of the user's devices; it says nothing of a single device.
 */
@Component
class IntuneFormat implements Format {
    static final String IMPORT = "ImportPfx";
    static final String DELETE = "DeletePfx";
    private final PfxSealing pfx;
    private final Connectors connectors;
    private final Imports imports;
    private final Users users;

    IntuneFormat(PfxSealing pfx, Connectors connectors, Imports imports, Users users) {
        this.pfx = pfx;
        this.connectors = connectors;
        this.imports = imports;
        this.users = users;
    }

    @Override
    public String name() {
        return "intune";
    }

    /** No signing identity of the device's own: one entry serves all devices of the user. Trust anchors are Intune's own profiles. */
    @Override
    public Shape shape(Device device) {
        return new Shape(false, true, Shape.Signing.IMPORTED, Shape.Mail.NONE, false);
    }

    @Override
    public String installing() {
        return IMPORT;
    }

    @Override
    public String removing() {
        return DELETE;
    }

    @Override
    public List<String> inquiries(Device device) {
        return List.of();
    }

    @Override
    public boolean showsRecipient(Device device) {
        return false;
    }

    @Override
    public String unreachable(Channel channel) {
        return "no-connector-key: see sealpost.channels." + channel.name() + ".parameters.connector-key";
    }

    @Override
    public String settings(Channel channel) {
        Connector connector = connectors.of(channel);
        return String.join(" ", channel.pkcs12(), connector.padding().name(), connector.providerName(), connector.keyName(),
            Certificates.spki(connector.key()));
    }

    @Override
    public void check(Channel channel) {
        channel.require("username");
        channel.require(channel.signer().isBlank() ? "password" : "signer");
        channel.parameter("authority");
        connectors.of(channel);
    }

    /** What Intune should hold of the user afterwards. */
    @Override
    public PfxChange seal(Delivery delivery, Bundle bundle, Device device, Channel channel) {
        User user = users.get(delivery.user()).orElseThrow();
        return switch (delivery.request()) {
            case IMPORT -> imported(user, bundle, device, channel);
            case DELETE -> deleted(user, device);
            default -> throw new IllegalStateException("No such request: " + delivery.request());
        };
    }

    private PfxChange imported(User user, Bundle bundle, Device device, Channel channel) {
        String upn = userPrincipalName(user);
        if (upn == null) {
            throw new Refused("no-upn", "The user has neither a UPN nor an address: map upn in the directory's attributes");
        }
        Pkcs12Encoding encoding = Pkcs12Encoding.valueOf(channel.pkcs12().toUpperCase(Locale.ROOT));
        Set<String> named = new HashSet<>();   // one entry for each certificate: encryption comes first
        List<PfxCertificate> wanted = bundle.identities().filter(part -> named.add(part.sha256())).map(part ->
            pfx.seal(new ImportedIdentity(upn, part.certificate(), bundle.key(part), purpose(part)), connectors.of(channel), encoding))
            .toList();
        Set<String> unwanted = thumbprints(imports.of(channel.name(), user.id()));
        wanted.forEach(certificate -> unwanted.remove(certificate.thumbprint()));
        return new PfxChange(device.externalId(), upn, wanted, unwanted, device.seenAt());
    }

    /** Nothing of the user's stays at Intune, unless another device there is the user's. */
    PfxChange deleted(User user, Device device) {
        Set<String> unwanted = imports.elsewhere(device.channel(), user.id(), device.id()) ? Set.of()
            : thumbprints(imports.of(device.channel(), user.id()));
        return new PfxChange(device.externalId(), userPrincipalName(user), List.of(), unwanted, device.seenAt());
    }

    private static Purpose purpose(Part part) {
        return part.kind() == ItemKind.SIGNING_IDENTITY ? Purpose.SIGNING : Purpose.ENCRYPTION;
    }

    private static Set<String> thumbprints(List<X509Certificate> certificates) {
        return certificates.stream().map(PfxCertificate::thumbprint).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String userPrincipalName(User user) {
        return user.names().getOrDefault("upn", user.primaryAddress().orElse(null));
    }
}

package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sealpost.device.Basis;
import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.device.Recipients;
import io.sealpost.pki.Certificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What a device lists decides what is VERIFIED, what is LOST, and what it is encrypted to. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Inventories {
    static final String CERTIFICATES = "CertificateList";
    static final String PROFILES = "ProfileList";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Devices devices;
    private final Channels channels;
    private final Formats formats;
    private final Owners owners;
    private final Deliveries deliveries;
    private final PastDeliveries past;
    private final UnderWay underWay;
    private final Ledger ledger;
    private final Removals removals;

    Inventories(JdbcClient jdbc, Clock clock, Devices devices, Channels channels, Formats formats, Owners owners, Deliveries deliveries,
                PastDeliveries past, UnderWay underWay, Ledger ledger, Removals removals) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.devices = devices;
        this.channels = channels;
        this.formats = formats;
        this.owners = owners;
        this.deliveries = deliveries;
        this.past = past;
        this.underWay = underWay;
        this.ledger = ledger;
        this.removals = removals;
    }

    /** Asks the device what it holds, unless it is being asked. */
    List<Work> inquire(Device device) {
        return formats.of(device).inquiries(device).stream().filter(request -> !underWay.inquiring(device.id(), request))
            .map(request -> deliveries.open(device, null, Kind.INQUIRE, request, null, Duration.ZERO)).toList();
    }

    /** The device answered an inquiry. */
    List<Work> read(Device device, UUID inquiry, String request, Report report) {
        jdbc.sql("update delivery set state = 'ACKNOWLEDGED', due_at = null, ended_at = ? where id = ?")
            .params(java.sql.Timestamp.from(clock.instant()), inquiry).update();
        List<Work> work = new ArrayList<>();
        if (!request.equals(CERTIFICATES)) {
            profiles(device, inquiry, report.profiles(), work);
        }
        if (!request.equals(PROFILES)) {
            certificates(device, inquiry, report.certificates(), work);
        }
        conclude(device);
        if (underWay.acknowledgedSince(device.id(), inquiry) && !underWay.inquiring(device.id(), request)) {
            work.add(deliveries.open(device, null, Kind.INQUIRE, request, null, Duration.ZERO));
        }
        Optional.ofNullable(devices.get(device.id()).orElseThrow().owner()).ifPresent(owner -> work.add(Work.user(owner)));
        return work;
    }

    /** An answer to an INSTALL lists certificates, where nobody can be asked: those are VERIFIED, and of others it says nothing. */
    void shown(Device device, List<Report.Listed> listed) {
        ledger.verify(device.id(), held(device, listed));
        conclude(device);
    }

    private void certificates(Device device, UUID inquiry, List<Report.Listed> listed, List<Work> work) {
        if (formats.of(device).showsRecipient(device)) {
            recipient(device, listed, work);
        }
        Set<String> held = held(device, listed);
        ledger.verify(device.id(), held);
        lost(ledger.missing(device.id(), List.of(ItemKind.TRUST_ANCHOR, ItemKind.ENCRYPTION_IDENTITY, ItemKind.SIGNING_IDENTITY),
            held, inquiry));
    }

    /** The certificates of ours among those listed: SHA-256, hex. Where the MDM lists issuer and serial number only, by those. */
    private Set<String> held(Device device, List<Report.Listed> listed) {
        Set<String> held = listed.stream().filter(l -> l.der() != null).map(l -> Certificates.sha256(Certificates.parse(l.der())))
            .collect(Collectors.toSet());
        listed.stream().map(Report.Listed::sha256).filter(Objects::nonNull).forEach(held::add);
        Set<List<String>> named = listed.stream().filter(l -> l.der() == null && l.sha256() == null)
            .map(l -> List.of(l.issuer(), l.serial()))
            .collect(Collectors.toSet());
        if (!named.isEmpty()) {
            ledger.certificates(device.id()).stream().filter(c -> named.contains(List.of(Certificates.commonName(c
                .getIssuerX500Principal()), c.getSerialNumber().toString(16)))).map(Certificates::sha256).forEach(held::add);
        }
        return held;
    }

    private void recipient(Device device, List<Report.Listed> listed, List<Work> work) {
        Channel channel = channels.get(device.channel());
        List<X509Certificate> own = listed.stream().filter(Report.Listed::identity).map(l -> Certificates.parse(l.der())).toList();
        Optional<X509Certificate> recipient = Recipients.choose(own, channel.deviceCa(), clock.instant());
        recipient.ifPresentOrElse(certificate -> {
            devices.recipient(device, certificate);
            if (channel.owners().contains(Basis.CERTIFICATE)) {
                Certificates.addresses(certificate).stream().findFirst()
                    .flatMap(a -> owners.state(device.channel(), device.externalId(), Basis.CERTIFICATE, a))
                    .ifPresent(unknown -> work.add(Work.lookUp(unknown)));
            }
            owners.settle(device.id());
        }, () -> unreachable(device));
    }

    /** Nothing is ever sent to a device that has no certificate of its own to encrypt to. */
    void unreachable(Device device) {
        Format format = formats.of(device);
        String reason = format.unreachable(channels.get(device.channel()));
        devices.explain(device, reason);
        if (device.owner() != null && device.recipient() == null && past.untried(device, device.owner())) {
            Work work = deliveries.open(device, device.owner(), Kind.INSTALL, format.installing(), null, Duration.ZERO);
            deliveries.end(UUID.fromString(work.id()), "FAILED", "no-recipient-certificate", reason);
        }
    }

    private void profiles(Device device, UUID inquiry, List<Report.Profile> listed, List<Work> work) {
        Set<String> held = listed.stream().map(p -> p.uuid().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        Set<String> identifiers = listed.stream().map(Report.Profile::identifier).collect(Collectors.toSet());
        for (Sent sent : sentBefore(device, inquiry)) {
            if (sent.kind == Kind.REMOVE && !identifiers.contains(sent.externalKey)) {
                work.addAll(removals.removed(device, sent.id, sent.user));
            } else if (sent.state.equals("ACKNOWLEDGED")) {
                work.addAll(removals.stayed(sent.id, sent.user));
            } else if (sent.kind == Kind.INSTALL && held.contains(Bundles.profileUuid(device.id(), sent.digest).toString())) {
                acknowledge(device, sent.id);
            } else if (!sent.state.equals("DEFERRED") || !underWay.inQueue(sent.id)) {
                deliveries.end(sent.id, "LOST", "no-answer", "Its answer never came, and the device does not show that it was done");
                ledger.move(sent.id, List.of("SENT", "PENDING", "DEFERRED"), "LOST", "no-answer", null);
            }
        }
        strays(device, inquiry, identifiers).forEach(user -> work.addAll(removals.found(device, user)));
        ledger.verify(device.id(), held);
        lost(ledger.missing(device.id(), List.of(ItemKind.MAIL_PROFILE, ItemKind.IDENTITY_PREFERENCE), held, inquiry));
    }

    /** Users whose profile the device lists, though nothing of theirs was left on it when it was asked. */
    private List<UUID> strays(Device device, UUID inquiry, Set<String> listed) {
        return listed.isEmpty() ? List.of() : jdbc.sql("""
                select distinct d.user_id from delivery d
                where d.device = :device and d.user_id is not null and d.external_key in (:listed)
                and not exists (select 1 from item i where i.device = d.device and i.user_id = d.user_id
                                and (i.state not in ('REMOVED', 'LOST')
                                     or i.updated_at > (select created_at from delivery where id = :inquiry)))""")
            .param("device", device.id()).param("listed", listed).param("inquiry", inquiry).query(UUID.class).list();
    }

    private void acknowledge(Device device, UUID delivery) {
        deliveries.acknowledged(device, delivery, "seen in the device's inventory; its answer never came");
        ledger.move(delivery, Ledger.MAY_COME, "ACKNOWLEDGED", null, null);
        ledger.move(delivery, List.of("REMOVING"), "REMOVED", null, null);
    }

    private List<Sent> sentBefore(Device device, UUID inquiry) {
        return jdbc.sql("""
                select d.id, d.user_id, d.kind, d.state, d.digest, d.external_key from delivery d join delivery i on i.id = :inquiry
                where d.device = :device and d.generation = :generation and d.kind <> 'INQUIRE'
                and (d.state in ('SENT', 'DEFERRED') and d.sent_at < i.created_at
                     or d.kind = 'REMOVE' and d.state = 'ACKNOWLEDGED' and d.ended_at <= coalesce(i.sent_at, i.created_at))""")
            .param("device", device.id()).param("generation", device.generation()).param("inquiry", inquiry)
            .query((row, n) -> new Sent(row.getObject(1, UUID.class), row.getObject(2, UUID.class), Kind.valueOf(row.getString(3)),
                row.getString(4), row.getString(5), row.getString(6))).list();
    }

    private void lost(List<UUID> items) {
        items.forEach(item -> {
            jdbc.sql("update item set state = 'LOST', code = 'not-in-inventory', updated_at = ? where id = ?")
                .params(java.sql.Timestamp.from(clock.instant()), item).update();
            jdbc.sql("update delivery set state = 'LOST', due_at = null where id = (select delivery from item where id = ?)")
                .param(item).update();
        });
    }

    /** Deliveries all of whose items are verified have reached their end. */
    private void conclude(Device device) {
        jdbc.sql("select id from delivery where device = ? and kind = 'INSTALL' and state = 'ACKNOWLEDGED'").param(device.id())
            .query(UUID.class).list().stream().filter(ledger::settled)
            .forEach(id -> deliveries.end(id, "VERIFIED", null, null));
    }

    private record Sent(UUID id, UUID user, Kind kind, String state, String digest, String externalKey) {
    }
}

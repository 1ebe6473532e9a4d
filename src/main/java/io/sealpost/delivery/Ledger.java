package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.sealpost.pki.Certificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The record of every item on every device: the held side of the comparison. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Ledger {
    /** States of items that the device may still come to hold: the MDM carries out what was given up here, too. */
    static final List<String> MAY_COME = List.of("PENDING", "SENT", "DEFERRED", "LOST");
    private final JdbcClient jdbc;
    private final Clock clock;

    Ledger(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Writes the bundle's items as PENDING under its delivery, which takes the bundle's digest. Items that are verified already
     * and do not change stay so; items of the user that are no longer in the bundle go with the profile that is replaced.
     *
     * @throws Superseded if the device has answered already: somebody died who had sent it, and did not write that down
     */
    void expect(Delivery delivery, Bundle bundle) {
        int pending = jdbc.sql("update delivery set digest = ?, external_key = ? where id = ? and state = 'PENDING'")
            .params(bundle.digest(), bundle.identifier(), delivery.id()).update();
        if (pending == 0) {
            throw new Superseded("It was sent before, and the device has answered: " + delivery);
        }
        jdbc.sql("""
                update item set state = 'REMOVING', delivery = :delivery, updated_at = :now
                where device = :device and user_id = :user and state not in ('REMOVED', 'LOST') and id not in (:wanted)""")
            .param("delivery", delivery.id()).param("now", now()).param("device", delivery.device()).param("user", delivery.user())
            .param("wanted", bundle.parts().stream().map(Part::id).toList()).update();
        bundle.parts().forEach(part -> expect(delivery, bundle, part));
    }

    private void expect(Delivery delivery, Bundle bundle, Part part) {
        String key = part.sha256() != null ? part.sha256() : Bundles.profileUuid(bundle.device(), bundle.digest()).toString();
        String signing = part.certificate() == null ? bundle.certificate(bundle.mail().signing()) : null;
        String encryption = part.certificate() == null ? bundle.certificate(bundle.mail().encryption()) : null;
        int known = jdbc.sql("""
                update item set state = case when state = 'VERIFIED' and external_key = :key then state else 'PENDING' end,
                       code = null, text = null, external_key = :key, delivery = :delivery, generation = :generation, updated_at = :now,
                       mail_signing = :signing, mail_encryption = :encryption
                where id = :id""")
            .param("signing", signing).param("encryption", encryption).param("key", key)
            .param("delivery", delivery.id()).param("generation", delivery.generation())
            .param("now", now()).param("id", part.id()).update();
        if (known == 0) {
            jdbc.sql("""
                    insert into item (id, device, user_id, generation, kind, certificate, external_key, state, delivery, updated_at,
                                      mail_signing, mail_encryption)
                    values (:id, :device, :user, :generation, :kind, :certificate, :key, 'PENDING', :delivery, :now,
                            :signing, :encryption)""")
                .param("signing", signing).param("encryption", encryption).param("id", part.id())
                .param("device", bundle.device()).param("user", bundle.user())
                .param("generation", delivery.generation()).param("kind", part.kind().name())
                .param("certificate", part.sha256()).param("key", key).param("delivery", delivery.id()).param("now", now()).update();
        }
    }

    /** Moves the items of a delivery on; only from the states named. */
    void move(UUID delivery, Collection<String> from, String to, String code, String text) {
        jdbc.sql("update item set state = :to, code = :code, text = :text, updated_at = :now"
                + " where delivery = :delivery and state in (:from)")
            .param("to", to).param("code", code).param("text", text).param("now", now())
            .param("delivery", delivery).param("from", from).update();
    }

    /** The device's inventory lists these: the items with these keys are VERIFIED if the device has acknowledged them. */
    int verify(UUID device, Collection<String> externalKeys) {
        return externalKeys.isEmpty() ? 0 : jdbc.sql("""
                update item set state = 'VERIFIED', code = null, text = null, updated_at = :now
                where device = :device and state = 'ACKNOWLEDGED' and external_key in (:keys)""")
            .param("now", now()).param("device", device).param("keys", externalKeys).update();
    }

    /** Items of these kinds that the device acknowledged before the inventory was asked for, and that it does not list. */
    List<UUID> missing(UUID device, Collection<ItemKind> kinds, Collection<String> listed, UUID inquiry) {
        return jdbc.sql("""
                select i.id from item i join delivery d on d.id = i.delivery
                where i.device = :device and i.kind in (:kinds) and i.state in ('ACKNOWLEDGED', 'VERIFIED')
                  and i.external_key not in (:listed) and d.ended_at <= (select created_at from delivery where id = :inquiry)""")
            .param("device", device).param("kinds", kinds.stream().map(Enum::name).toList())
            .param("listed", listed.isEmpty() ? List.of("") : listed).param("inquiry", inquiry).query(UUID.class).list();
    }

    /** Whether the device holds this certificate, as far as anybody can tell. */
    boolean holds(UUID device, String sha256, String state) {
        return jdbc.sql("select count(*) from item where device = ? and certificate = ? and state in (?, 'VERIFIED')")
            .params(device, sha256, state).query(Integer.class).single() > 0;
    }

    /** The certificates that the device holds or should hold. */
    List<X509Certificate> certificates(UUID device) {
        return jdbc.sql("""
                select distinct c.der from item i join certificate c on c.sha256 = i.certificate
                where i.device = ? and i.state not in ('REMOVED', 'LOST')""")
            .param(device).query((row, n) -> Certificates.parse(row.getBytes(1))).list();
    }

    /** The user's items are on their way off the device, by this delivery. */
    void remove(UUID delivery, UUID device, UUID user) {
        jdbc.sql("update item set state = 'REMOVING', code = null, text = null, delivery = ?, updated_at = ?"
                + " where device = ? and user_id = ? and state <> 'REMOVED'")
            .params(delivery, now(), device, user).update();
    }

    /** The user's items are gone from the device. */
    void removed(UUID device, UUID user) {
        jdbc.sql("update item set state = 'REMOVED', code = null, text = null, updated_at = ? where device = ? and user_id = ?")
            .params(now(), device, user).update();
    }

    /** The device holds, or will, what was thought gone; false if nothing was. */
    boolean found(UUID device, UUID user, String state) {
        return jdbc.sql("update item set state = ?, code = null, text = null, updated_at = ?"
                + " where device = ? and user_id = ? and state in ('REMOVED', 'LOST')").params(state, now(), device, user).update() > 0;
    }

    /** Everything is gone from the device: LOST when it joined anew, REMOVED when it left. */
    void gone(UUID device, String state) {
        jdbc.sql("update item set state = ?, updated_at = ? where device = ? and state not in ('REMOVED', 'LOST')")
            .params(state, now(), device).update();
    }

    /** The device has left or joined anew, and its MDM keeps everything for it: to be removed there. */
    void kept(UUID device) {
        jdbc.sql("update item set state = 'REMOVING', code = null, text = null, updated_at = ? where device = ? and state <> 'REMOVED'")
            .params(now(), device).update();
    }

    /**
     * Users other than the owner of whom the device still holds, or is to hold, something. What was LOST since it joined may be there:
     * its answer never came, or the inventory did not list a part of it.
     */
    List<UUID> strangers(UUID device, UUID owner) {
        return jdbc.sql("""
                select distinct i.user_id from item i join device v on v.id = i.device where i.device = :device and i.user_id <> :owner
                and (i.state not in ('REMOVED', 'LOST') or i.state = 'LOST' and i.generation = v.generation)""")
            .param("device", device).param("owner", owner == null ? new UUID(0, 0) : owner).query(UUID.class).list();
    }

    /** Whether every item of the delivery is where it should be. */
    boolean settled(UUID delivery) {
        return jdbc.sql("select count(*) from item where delivery = ? and state not in ('VERIFIED', 'REMOVED')").param(delivery)
            .query(Integer.class).single() == 0;
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}

package io.sealpost.lab.device;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.mdm.Plists;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;

/**
 * Opens a signed and encrypted configuration profile as a device does, and refuses what a device would refuse: the signature, the
 * recipient, undocumented keys, wrong types, references to nowhere, identities that do not open.
 */
final class ProfileReader {
    private static final Set<String> CBC = Set.of(NISTObjectIdentifiers.id_aes128_CBC.getId(), NISTObjectIdentifiers.id_aes192_CBC.getId(),
            NISTObjectIdentifiers.id_aes256_CBC.getId());
    private static final List<String> REFERENCES =
            List.of("SMIMESigningCertificateUUID", "SMIMEEncryptionCertificateUUID", "PayloadCertificateUUID");
    private static final List<String> SERVICES =
            List.of("EnableMail", "EnableContacts", "EnableCalendars", "EnableReminders", "EnableNotes");

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final X509Certificate root;
    private final PayloadRules rules;

    /** Reads for the device with this identity, which trusts profiles signed under this root, by the rules of its channel. */
    ProfileReader(PrivateKey key, X509Certificate certificate, X509Certificate root, PayloadRules rules) {
        this.rules = rules;
        this.key = key;
        this.certificate = certificate;
        this.root = root;
    }

    Profile read(byte[] bytes) throws ProfileRefused {
        SignedContent signed;
        NSDictionary top;
        try {
            signed = SignedContent.verify(new CMSSignedData(bytes), root);
            if (signed.data().getSignedContent() == null) {
                throw ProfileRefused.signature("the profile is not inside its signature");
            }
            top = Plists.dictionary((byte[]) signed.data().getSignedContent().getContent());
        } catch (CMSException | GeneralSecurityException e) {
            throw ProfileRefused.signature("the profile's signature: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw ProfileRefused.invalid(e.getMessage());
        }
        rules.checkTop(top);
        var plain = decrypt(((NSData) top.objectForKey("EncryptedPayloadContent")).bytes());
        top.remove("EncryptedPayloadContent"); // opened, it is not needed again, and it is the larger part of what a device would hold
        return payloads(top, signed.certificates(), plain);
    }

    private byte[] decrypt(byte[] enveloped) throws ProfileRefused {
        try {
            var data = new CMSEnvelopedData(enveloped);
            if (!CBC.contains(data.getEncryptionAlgOID())) {
                throw ProfileRefused.decryption("the content is encrypted by " + data.getEncryptionAlgOID() + ", not by AES-CBC");
            }
            var recipients = data.getRecipientInfos().getRecipients();
            if (recipients.size() != 1 || !(recipients.iterator().next() instanceof KeyTransRecipientInformation recipient)) {
                throw ProfileRefused.decryption("there must be exactly one recipient, by key transport");
            }
            if (!recipient.getKeyEncryptionAlgOID().equals(PKCSObjectIdentifiers.rsaEncryption.getId())) {
                throw ProfileRefused.decryption("the key is transported by " + recipient.getKeyEncryptionAlgOID());
            }
            if (!recipient.getRID().match(new JcaX509CertificateHolder(certificate))) {
                throw ProfileRefused.decryption("the profile is encrypted to somebody else");
            }
            return recipient.getContent(new JceKeyTransEnvelopedRecipient(key));
        } catch (CMSException | GeneralSecurityException e) {
            throw ProfileRefused.decryption("the profile cannot be decrypted: " + e.getMessage());
        }
    }

    private Profile payloads(NSDictionary top, List<X509Certificate> signers, byte[] plain) throws ProfileRefused {
        var payloads = dictionaries(plain);
        var uuids = new HashSet<>(Set.of(Plists.string(top, "PayloadUUID")));
        var identifiers = new HashSet<String>();
        var anchors = new ArrayList<X509Certificate>();
        var accounts = new ArrayList<NSDictionary>();
        var preferences = new ArrayList<NSDictionary>();
        var identities = new LinkedHashMap<String, InstalledIdentity>();
        for (var payload : payloads) {
            rules.checkPayload(payload);
            var uuid = Plists.string(payload, "PayloadUUID");
            if (!uuids.add(uuid)) {
                throw ProfileRefused.payload("PayloadUUID " + uuid + " is there twice");
            }
            if (!identifiers.add(Plists.string(payload, "PayloadIdentifier"))) {
                throw ProfileRefused.payload("PayloadIdentifier " + Plists.string(payload, "PayloadIdentifier") + " is there twice");
            }
            switch (Plists.string(payload, "PayloadType")) {
                case "com.apple.security.pkcs12" -> identities.put(uuid, identity(payload));
                case "com.apple.eas.account", "com.apple.mail.managed" -> accounts.add(payload);
                case "com.apple.security.identitypreference" -> preferences.add(payload);
                default -> anchors.add(anchor(payload));
            }
        }
        for (var account : accounts) {
            checkAccount(account);
            checkReferences(account, identities);
        }
        for (var preference : preferences) {
            checkReferences(preference, identities);
        }
        return new Profile(top, signers, anchors, identities, accounts, preferences);
    }

    private static List<NSDictionary> dictionaries(byte[] plain) throws ProfileRefused {
        try {
            var payloads = new ArrayList<NSDictionary>();
            if (!(Plists.any(plain) instanceof NSArray array)) {
                throw ProfileRefused.invalid("the encrypted content is not an array of payloads");
            }
            for (var each : array.getArray()) {
                if (!(each instanceof NSDictionary dictionary)) {
                    throw ProfileRefused.invalid("a payload is not a dictionary");
                }
                payloads.add(dictionary);
            }
            return payloads;
        } catch (IllegalArgumentException e) {
            throw ProfileRefused.invalid("the encrypted content: " + e.getMessage());
        }
    }

    private static X509Certificate anchor(NSDictionary payload) throws ProfileRefused {
        try {
            var certificate = Authority.decode(((NSData) payload.objectForKey("PayloadContent")).bytes());
            boolean own = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
            if (own != Plists.string(payload, "PayloadType").equals("com.apple.security.root")) {
                throw ProfileRefused.identity("roots go into root payloads, others into pkcs1: " + certificate.getSubjectX500Principal());
            }
            return certificate;
        } catch (GeneralSecurityException e) {
            throw ProfileRefused.identity("not a certificate in DER: " + e.getMessage());
        }
    }

    private static InstalledIdentity identity(NSDictionary payload) throws ProfileRefused {
        var name = Plists.string(payload, "PayloadIdentifier");
        var password = Plists.string(payload, "Password");
        if (password == null || password.isEmpty()) {
            throw ProfileRefused.identity(name + " has no Password: the user would be asked");
        }
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(((NSData) payload.objectForKey("PayloadContent")).bytes()), password.toCharArray());
            var aliases = Collections.list(store.aliases());
            if (aliases.size() != 1 || !store.isKeyEntry(aliases.get(0))) {
                throw ProfileRefused.identity(name + " holds " + aliases.size() + " entries, not one identity");
            }
            var certificate = (X509Certificate) store.getCertificate(aliases.get(0));
            return new InstalledIdentity(certificate, (PrivateKey) store.getKey(aliases.get(0), password.toCharArray()));
        } catch (GeneralSecurityException | IOException e) {
            throw ProfileRefused.identity(name + " does not open with its password: " + e.getMessage());
        }
    }

    /** What com.apple.eas.account.yaml says in words: what an install without a person needs, and what excludes one another. */
    private static void checkAccount(NSDictionary account) throws ProfileRefused {
        if (!Plists.string(account, "PayloadType").equals("com.apple.eas.account")) {
            return;
        }
        for (var key : List.of("Host", "UserName", "EmailAddress")) {
            if (Plists.string(account, key) == null || Plists.string(account, key).isEmpty()) {
                throw ProfileRefused.payload("com.apple.eas.account has no " + key + ": the user would be asked");
            }
        }
        if (is(account, "OAuth", true) && account.containsKey("Password")) {
            throw ProfileRefused.payload("com.apple.eas.account has OAuth and a Password");
        }
        if (SERVICES.stream().allMatch(service -> is(account, service, false))) {
            throw ProfileRefused.payload("com.apple.eas.account enables no service");
        }
    }

    private static boolean is(NSDictionary account, String key, boolean value) {
        return account.containsKey(key) && account.objectForKey(key).toJavaObject().equals(value);
    }

    private static void checkReferences(NSDictionary account, Map<String, InstalledIdentity> identities) throws ProfileRefused {
        for (var key : REFERENCES) {
            var uuid = Plists.string(account, key);
            if (uuid != null && !identities.containsKey(uuid)) {
                throw ProfileRefused.payload(key + " names " + uuid + ", which is no identity of this profile");
            }
        }
    }
}

package io.sealpost.lab.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;

/** Reads and signs mail with what is installed on the device (RFC 8551). */
final class MailApp {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final String BOUNDARY = "----sealpost-lab";

    private MailApp() {
    }

    /** Opens a message with whichever identity it is for; null if none of them is. */
    static String read(byte[] message, Collection<InstalledIdentity> identities) throws GeneralSecurityException, CMSException {
        for (RecipientInformation recipient : new CMSEnvelopedData(message).getRecipientInfos().getRecipients()) {
            for (var identity : identities) {
                if (recipient.getRID().match(new JcaX509CertificateHolder(identity.certificate()))) {
                    Recipient opener = recipient instanceof KeyAgreeRecipientInformation
                            ? new JceKeyAgreeEnvelopedRecipient(identity.key()).setProvider(PROVIDER)
                            : new JceKeyTransEnvelopedRecipient(identity.key());
                    return new String(recipient.getContent(opener), StandardCharsets.UTF_8);
                }
            }
        }
        return null;
    }

    /** A new message as multipart/signed, with the certificates named. */
    static byte[] sign(InstalledIdentity identity, List<X509Certificate> along, String from, String text)
            throws GeneralSecurityException, CMSException, IOException, OperatorCreationException {
        var part = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text + "\r\n";
        var generator = new CMSSignedDataGenerator();
        var algorithm = identity.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .build(algorithm, identity.key(), identity.certificate()));
        generator.addCertificates(new JcaCertStore(List.of(identity.certificate())));
        generator.addCertificates(new JcaCertStore(along));
        var signature = generator.generate(new CMSProcessableByteArray(part.getBytes(StandardCharsets.UTF_8))).getEncoded();
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        return ("From: " + from + "\r\nTo: " + from + "\r\nSubject: signed on a new device\r\nDate: " + date + "\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"" + BOUNDARY
                + "\"\r\n\r\n--" + BOUNDARY + "\r\n" + part + "\r\n--" + BOUNDARY + "\r\n"
                + "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n" + Base64.getMimeEncoder().encodeToString(signature)
                + "\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Verifies such a message as a reader who trusts the root. @throws GeneralSecurityException with the reason if it does not hold */
    static void verify(byte[] message, X509Certificate root) throws GeneralSecurityException, CMSException {
        var parts = new String(message, StandardCharsets.UTF_8).split("\r\n--" + BOUNDARY + "(--)?\r\n");
        var signature = Base64.getMimeDecoder().decode(parts[2].substring(parts[2].indexOf("\r\n\r\n")));
        var content = new CMSProcessableByteArray(parts[1].getBytes(StandardCharsets.UTF_8));
        SignedContent.verify(new CMSSignedData(content, signature), root);
    }
}

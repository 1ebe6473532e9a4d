package io.sealpost.proofs;

import io.sealpost.lab.device.Device;
import io.sealpost.lab.people.OldMail;
import io.sealpost.lab.people.Person;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A user's new certificate is imported; the directory, of either kind, shows it when, and only when, it can be read everywhere. */
class PublishingTest {
    private static LabRun run;

    @BeforeAll
    static void everyDeviceIsProven() {
        run = LabRun.start(PublishingTest.class, 2, "--sealpost.directories.lab.publish.enabled=true",
            "--sealpost.directories.domain.publish.enabled=true").proven();
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void P8_S19_whatASenderFindsEveryDeviceReads(int index) throws Exception {
        var user = run.person(index);
        assertThat(user.inDomain()).isEqualTo(index == 1);
        var before = user.current();
        run.await("what was there is published", () -> found(user).equals(List.of(before.certificate(), before.certificate())));

        var identity = run.world().importCertificate(user);
        run.await("a sender finds the new certificate, and no other",
            () -> found(user).equals(List.of(identity.certificate(), identity.certificate())));

        run.await("the gateway has it on record", () -> run.count("publication p join certificate c on c.sha256 = p.certificate"
            + " where p.published_at is not null and c.serial = ?", identity.certificate().getSerialNumber().toString(16)) == 1);

        var devices = run.devices(user);
        assertThat(devices).hasSize(2);
        var published = time("select published_at from publication p join certificate c on c.sha256 = p.certificate"
            + " where c.serial = ?", identity.certificate());
        var verified = time("select max(i.updated_at) from item i join certificate c on c.sha256 = i.certificate"
            + " where i.state = 'VERIFIED' and c.serial = ?", identity.certificate());
        assertThat(published).as("after the last device showed it").isAfterOrEqualTo(verified);
        assertThat(run.count("item i join certificate c on c.sha256 = i.certificate where i.state = 'VERIFIED' and c.serial = ?",
            identity.certificate().getSerialNumber().toString(16))).isEqualTo(2);
        for (var answer : found(user)) {
            var message = OldMail.encrypt("Found in the directory.", answer);
            assertThat(devices).extracting((Device device) -> device.read(message)).containsOnly("Found in the directory.");
        }
        run.awaitSyncs(2);
        assertThat(user.identities()).as("the withdrawn ones stay on devices").allSatisfy(old -> assertThat(devices)
            .allMatch(device -> device.identities().stream().anyMatch(each -> each.certificate().equals(old.certificate()))));
    }

    private Timestamp time(String sql, X509Certificate certificate) {
        return run.database().sql(sql).param(certificate.getSerialNumber().toString(16)).query(Timestamp.class).single();
    }

    /** The end-entity certificates of both attributes, by readers that are not the gateway's. */
    private List<X509Certificate> found(Person user) {
        return run.world().directory(user).search(user).stream().map(PublishingTest::certificate).toList();
    }

    private static X509Certificate certificate(byte[] value) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(value));
        } catch (CertificateException notOne) {
            return inPkcs7(value);
        }
    }

    private static X509Certificate inPkcs7(byte[] value) {
        try {
            for (X509CertificateHolder each : new CMSSignedData(value).getCertificates().getMatches(null)) {
                var certificate = new JcaX509CertificateConverter().getCertificate(each);
                if (certificate.getBasicConstraints() < 0) {
                    return certificate;
                }
            }
            return null;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

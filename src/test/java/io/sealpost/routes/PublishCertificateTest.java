package io.sealpost.routes;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;
import org.bouncycastle.asn1.smime.SMIMEAttributes;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.sealpost.routes.PublishStage.serial;
import static org.assertj.core.api.Assertions.assertThat;

/** Flow publish-certificate with publish-ldap, against a directory that a sender searches (P8, S17-S20). */
class PublishCertificateTest {
    @TempDir
    private Path folder;
    private PublishStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P8_aSenderFindsTheNewCertificateOnlyOnceAllDevicesShowIt(Databases database) throws Exception {
        stage = new PublishStage(database, folder);
        X509Certificate old = stage.identity("old", 1);
        stage.entry(old);
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.device("u1", fresh, "VERIFIED");
        UUID late = stage.device("u2", fresh, "ACKNOWLEDGED");

        assertThat(stage.compare()).isZero();

        assertThat(stage.shown("userCertificate;binary")).containsExactly(serial(old));
        assertThat(stage.state(fresh)).isEqualTo("WAITING");
        assertThat(stage.text(fresh)).isEqualTo("1 of 2 devices show it");

        stage.verified(late);
        assertThat(stage.compare()).isEqualTo(1);

        assertThat(stage.state(fresh)).isEqualTo("PUBLISHED");
        assertThat(stage.shown("userCertificate;binary")).as("the old one is withdrawn").containsExactly(serial(fresh));
        assertThat(stage.shown("userSMIMECertificate")).containsExactly(serial(fresh));
        assertThat(stage.writers()).as("one operation").hasSize(1);
        assertThat(stage.compare()).as("and it stays so").isZero();
        assertThat(stage.publications().published(List.of(stage.anna))).isEqualTo(1);
    }

    @Test
    void P8_thePkcs7HoldsTheChainAndSaysWhatTheUserCanRead() throws Exception {
        stage = new PublishStage(folder);
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.entry();
        stage.device("u1", fresh, "VERIFIED");

        stage.compare();

        byte[] value = stage.ldap.getEntry(PublishStage.ANNA).getAttributeValueBytes("userSMIMECertificate");
        assertThat(Certificates.parsePkcs7(value)).contains(fresh).extracting(c -> c.getSubjectX500Principal().getName())
            .containsExactlyInAnyOrder("CN=anna@example.com", "CN=Issuing", "CN=Root");
        CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(new byte[0]), value);
        assertThat(signed.getSignedContentTypeOID()).isEqualTo("1.2.840.113549.1.7.1");
        assertThat(new CMSSignedData(value).getSignedContent()).as("no content").isNull();
        SignerInformation signer = signed.getSignerInfos().iterator().next();
        assertThat(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(fresh.getPublicKey()))).isTrue();
        assertThat(signer.getSignedAttributes().get(SMIMEAttributes.smimeCapabilities).getAttrValues().toString()).as("AES-256-CBC first")
            .containsSubsequence("2.16.840.1.101.3.4.1.42", "2.16.840.1.101.3.4.1.2");
        assertThat(signer.getSignedAttributes().get(SMIMEAttributes.encrypKeyPref)).isNotNull();
    }

    @Test
    void P8_afterTheDeadlineItIsPublishedForTheDevicesThatHaveIt() throws Exception {
        stage = new PublishStage(folder, "sealpost.directories.corporate.publish.after", "2d");
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.entry();
        stage.device("u1", fresh, "VERIFIED");
        stage.device("broken", null, null);
        stage.compare();
        stage.clock.pass(Duration.ofHours(47));
        assertThat(stage.compare()).isZero();
        assertThat(stage.shown("userCertificate;binary")).isEmpty();

        stage.clock.pass(Duration.ofHours(1));
        assertThat(stage.compare()).isEqualTo(1);

        assertThat(stage.shown("userCertificate;binary")).containsExactly(serial(fresh));
    }

    @Test
    void P8_whoHasNoDeviceOrNoKeyIsNotPublished() throws Exception {
        stage = new PublishStage(folder);
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.entry();

        assertThat(stage.compare()).isZero();
        assertThat(stage.text(fresh)).isEqualTo("the user has no device yet");

        stage.jdbc().sql("delete from wrapped_key").update();
        stage.jdbc().sql("delete from publication").update();
        stage.compare();
        assertThat(stage.state(fresh)).isEqualTo("none");
    }

    @Test
    void P8_onlySupersededCertificatesOfThisUserThatWeKnowAreTakenAway() throws Exception {
        stage = new PublishStage(folder);
        X509Certificate old = stage.identity("old", 1);
        X509Certificate stranger = TestCertificates.mail(TestCertificates.key("stranger", "2048").getPublic(), "anna@example.com",
            TestCertificates.ENCRYPT, 1);
        X509Certificate signing = TestCertificates.mail(TestCertificates.key("sign", "2048").getPublic(), "anna@example.com",
            TestCertificates.SIGN, 1);
        stage.entry(old, stranger, signing);
        stage.ldap.modify(PublishStage.ANNA, new Modification(ModificationType.ADD, "userCertificate;binary", new byte[] {1, 2, 3}));
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.device("u1", fresh, "VERIFIED");

        stage.compare();

        var values = stage.ldap.getEntry(PublishStage.ANNA).getAttributeValueByteArrays("userCertificate;binary");
        assertThat(List.of(values)).containsExactlyInAnyOrder(Certificates.der(stranger), Certificates.der(signing), new byte[] {1, 2, 3},
            Certificates.der(fresh));
    }

    @Test
    void P8_aRefusalIsNamedAndTriedAgainTheNextDayWhileTroubleIsTriedAgainSoon() throws Exception {
        stage = new PublishStage(folder);
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.entry();
        stage.device("u1", fresh, "VERIFIED");
        stage.refusal = ResultCode.INSUFFICIENT_ACCESS_RIGHTS;
        stage.compare();
        assertThat(stage.state(fresh)).isEqualTo("FAILED");
        assertThat(stage.text(fresh)).contains("let cn=publisher write usercertificate;binary, usersmimecertificate");
        assertThat(stage.compare()).isZero();

        stage.refusal = ResultCode.BUSY;
        stage.clock.pass(Duration.ofHours(21));
        stage.compare();
        assertThat(stage.state(fresh)).isEqualTo("WAITING");
        assertThat(stage.text(fresh)).contains("answered 51 (busy)");

        stage.refusal = null;
        assertThat(stage.compare()).isEqualTo(1);
        assertThat(stage.state(fresh)).isEqualTo("PUBLISHED");
    }

    @Test
    void P8_anEntryThatIsGoneIsSaidToBe() throws Exception {
        stage = new PublishStage(folder);
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.device("u1", fresh, "VERIFIED");

        stage.compare();

        assertThat(stage.state(fresh)).isEqualTo("FAILED");
        assertThat(stage.text(fresh)).startsWith("0 entries have the id id-anna in employeeNumber");
    }

    @Test
    void S30_whoIsToHoldNothingAnyMoreIsWithdrawn() throws Exception {
        stage = new PublishStage(folder, "sealpost.removal.suspended-users", "true");
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.entry();
        stage.device("u1", fresh, "VERIFIED");
        stage.compare();
        stage.jdbc().sql("update directory_user set state = 'SUSPENDED', absent_since = ?")
            .param(java.sql.Timestamp.from(stage.clock.instant())).update();
        stage.compare();
        assertThat(stage.state(fresh)).as("within the grace time").isEqualTo("PUBLISHED");
        stage.clock.pass(Duration.ofDays(15));

        stage.compare();

        assertThat(stage.state(fresh)).isEqualTo("WITHDRAWN");
        assertThat(stage.shown("userCertificate;binary")).isEmpty();
        assertThat(stage.shown("userSMIMECertificate")).isEmpty();
    }

    @Test
    void P8_whereItIsNotSwitchedOnNothingIsKeptOrWritten() throws Exception {
        stage = new PublishStage(folder, "sealpost.directories.corporate.publish.enabled", "false");
        X509Certificate fresh = stage.identity("fresh", 0);
        stage.entry();
        stage.device("u1", fresh, "VERIFIED");

        assertThat(stage.compare()).isZero();

        assertThat(stage.state(fresh)).isEqualTo("none");
    }
}

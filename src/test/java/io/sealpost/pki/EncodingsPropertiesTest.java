package io.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.Test;

/** Whatever bytes a directory or a CA holds: certificates, or the named exception. */
class EncodingsPropertiesTest {
    private static final byte[] CERTIFICATE = certificate();
    private static final byte[] PKCS7 = pkcs7();

    @Property(tries = 300)
    void anyBytesAreCertificatesOrUndecodable(@ForAll @Size(max = 200) byte[] bytes) {
        attempt(bytes);
    }

    @Property(tries = 1500)
    void aCertificateWithDamageIsACertificateOrUndecodable(@ForAll @IntRange(max = 2000) int at, @ForAll byte value) {
        byte[] damaged = CERTIFICATE.clone();
        damaged[at % damaged.length] = value;
        attempt(damaged);
    }

    @Property(tries = 1500)
    void aPkcs7WithDamageIsReadOrUndecodable(@ForAll @IntRange(max = 2000) int at, @ForAll byte value) {
        byte[] damaged = PKCS7.clone();
        damaged[at % damaged.length] = value;
        attempt(damaged);
    }

    @Test
    void deepNestingIsUndecodable() {
        ByteArrayOutputStream nested = new ByteArrayOutputStream();
        for (int i = 0; i < 400_000; i++) {
            nested.write(0x30);
            nested.write(0x80);
        }
        assertThatThrownBy(() -> Certificates.parsePkcs7(nested.toByteArray())).isInstanceOf(UndecodableCertificate.class);
    }

    private static void attempt(byte[] bytes) {
        try {
            Certificates.addresses(Certificates.parse(bytes));
        } catch (UndecodableCertificate named) {
            assertThat(named).hasMessageMatching("(?s).{5,}");
        }
        try {
            Certificates.parsePkcs7(bytes).forEach(Certificates::canSign);
        } catch (UndecodableCertificate named) {
            assertThat(named).hasMessageMatching("(?s).{5,}");
        }
        try {
            Certificates.parsePem(OpenSsl.pem("CERTIFICATE", bytes));
        } catch (UndecodableCertificate named) {
            assertThat(named).hasMessageMatching("(?s).{5,}");
        }
    }

    private static byte[] certificate() {
        try {
            return TestCertificates.mail(TestCertificates.key("Anna", "P-256").getPublic(), "anna@example.com", 0, 0).getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] pkcs7() {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addCertificates(new JcaCertStore(List.of(TestCertificates.root(), TestCertificates.issuing())));
            return generator.generate(new CMSAbsentContent()).getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

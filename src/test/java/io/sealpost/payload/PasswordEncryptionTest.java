package io.sealpost.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.sealpost.TestCertificates;
import io.sealpost.pki.Providers;
import java.io.ByteArrayInputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PasswordEncryptionTest {
    private static final char[] PASSWORD = "abcdefghijklmnopqrstuvwxyz".toCharArray();
    private final SecureRandom random = new SecureRandom();

    @BeforeAll
    static void providers() {
        Providers.install();
    }

    /** performance.md: 1,216 bytes were written without padding, and 1,217 refused. */
    @Test
    void keysOfEveryLengthAroundABlockArePaddedAndOpenAgain() throws Exception {
        for (int length = 1208; length <= 1233; length++) {
            byte[] clear = PasswordEncryption.random(length, random);
            PasswordEncryption.Encrypted modern = encrypted(Pkcs12Encoding.MODERN, clear);
            assertThat(modern.bytes()).hasSize(length / 16 * 16 + 16);
            assertThat(opened("PBES2", modern)).isEqualTo(clear);
            PasswordEncryption.Encrypted compatible = encrypted(Pkcs12Encoding.COMPATIBLE, clear);
            assertThat(compatible.bytes()).hasSize(length / 8 * 8 + 8);
            assertThat(opened("PBEWithSHA1AndDESede", compatible)).isEqualTo(clear);
        }
    }

    private PasswordEncryption.Encrypted encrypted(Pkcs12Encoding encoding, byte[] clear) throws Exception {
        return PasswordEncryption.create(encoding, PASSWORD, random).encrypt(clear, random);
    }

    @Test
    void theReaderFindsWhatWasWrittenAndNothingInDamage() throws Exception {
        KeyPair pair = TestCertificates.key("Reader", "2048");
        X509Certificate certificate = TestCertificates.mail(pair.getPublic(), "anna@example.com", TestCertificates.ENCRYPT, 0);
        for (Pkcs12Encoding encoding : Pkcs12Encoding.values()) {
            byte[] pfx = Pkcs12.write(pair.getPrivate(), certificate, PASSWORD, encoding, random);
            assertThat(Pkcs12Reader.open(pfx, PASSWORD).certificate()).isEqualTo(certificate);
            assertThat(Pkcs12Reader.open(pfx, PASSWORD).key()).isEqualTo(pair.getPrivate());
            assertThatThrownBy(() -> Pkcs12Reader.open(pfx, "other".toCharArray())).isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("MAC");
            for (int at : new int[] {1, 40, pfx.length / 2, pfx.length - 20}) {
                byte[] damaged = pfx.clone();
                damaged[at] ^= 4;
                assertThatThrownBy(() -> Pkcs12Reader.open(damaged, PASSWORD)).isInstanceOf(GeneralSecurityException.class);
            }
            KeyStore jdk = KeyStore.getInstance("PKCS12");
            jdk.load(new ByteArrayInputStream(pfx), PASSWORD);
            assertThat(jdk.getKey(jdk.aliases().nextElement(), PASSWORD)).isEqualTo(pair.getPrivate());
        }
    }

    @Test
    void saltsAreFresh() throws Exception {
        byte[] clear = new byte[100];
        assertThat(encrypted(Pkcs12Encoding.MODERN, clear).bytes())
            .isNotEqualTo(encrypted(Pkcs12Encoding.MODERN, clear).bytes());
    }

    @Test
    void bouncyCastlesOwnCryptographyIsNeverUsed() {
        JavaClasses classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sealpost");
        ArchRuleDefinition.noClasses().should().dependOnClassesThat().resideInAnyPackage("org.bouncycastle.crypto..",
            "org.bouncycastle.operator.bc..", "org.bouncycastle.cms.bc..", "org.bouncycastle.pkcs.bc..", "org.bouncycastle.jcajce..")
            .because("the default providers do it, many times faster").check(classes);
        ArchRuleDefinition.noClasses().should().dependOnClassesThat()
            .haveNameMatching(".*(JcePKCSPBEOutputEncryptorBuilder|JceCMSContentEncryptorBuilder|BcPKCS12.*)").check(classes);
    }

    private static byte[] opened(String algorithm, PasswordEncryption.Encrypted encryption) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance(algorithm, "SunJCE");
        parameters.init(encryption.algorithm().getParameters().toASN1Primitive().getEncoded());
        String name = "PBES2".equals(algorithm) ? parameters.toString() : algorithm;
        Cipher cipher = Cipher.getInstance(name, "SunJCE");
        cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(name, "SunJCE").generateSecret(new PBEKeySpec(PASSWORD)),
            parameters);
        return cipher.doFinal(encryption.bytes());
    }
}

package io.sealpost.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.sealpost.pki.Providers;
import java.security.AlgorithmParameters;
import java.security.SecureRandom;
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
            PasswordEncryption modern = PasswordEncryption.modern(clear, PASSWORD, random);
            assertThat(modern.encrypted()).hasSize(length / 16 * 16 + 16);
            assertThat(opened("PBES2", modern)).isEqualTo(clear);
            PasswordEncryption compatible = PasswordEncryption.compatible(clear, PASSWORD, random);
            assertThat(compatible.encrypted()).hasSize(length / 8 * 8 + 8);
            assertThat(opened("PBEWithSHA1AndDESede", compatible)).isEqualTo(clear);
        }
    }

    @Test
    void saltsAreFresh() throws Exception {
        byte[] clear = new byte[100];
        assertThat(PasswordEncryption.modern(clear, PASSWORD, random).encrypted())
            .isNotEqualTo(PasswordEncryption.modern(clear, PASSWORD, random).encrypted());
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

    private static byte[] opened(String algorithm, PasswordEncryption encryption) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance(algorithm, "SunJCE");
        parameters.init(encryption.algorithm().getParameters().toASN1Primitive().getEncoded());
        String name = "PBES2".equals(algorithm) ? parameters.toString() : algorithm;
        Cipher cipher = Cipher.getInstance(name, "SunJCE");
        cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(name, "SunJCE").generateSecret(new PBEKeySpec(PASSWORD)),
            parameters);
        return cipher.doFinal(encryption.encrypted());
    }
}

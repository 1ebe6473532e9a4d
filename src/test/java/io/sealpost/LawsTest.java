package io.sealpost;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The laws of the code, on the code (docs/rationale.md). {@link LawsBiteTest} proves that each can be broken. */
class LawsTest {
    private static final JavaClasses MAIN = new ClassFileImporter().importPath("target/classes");
    private static final Laws LAWS = new Laws("io.sealpost");
    private static final FileLaws FILES = new FileLaws(Path.of("").toAbsolutePath());

    @Test
    void thePackageOrderHolds() {
        LAWS.packageOrder().check(MAIN);
    }

    @Test
    void everyClassIsInOneOfOurPackages() {
        LAWS.everyClassHasItsPackage().check(MAIN);
    }

    @Test
    void camelIsOnlyInRouting() {
        LAWS.camelOnlyInRouting().check(MAIN);
    }

    @Test
    void bouncyCastleIsOnlyWhereBytesAre() {
        LAWS.bouncyCastleOnlyWhereBytesAre().check(MAIN);
    }

    @Test
    void idsAndTimesAreInjected() {
        LAWS.idsAndTimesAreInjected().check(MAIN);
    }

    @Test
    void namesSaySomething() {
        LAWS.namesSaySomething().check(MAIN);
    }

    @Test
    void nothingIsPublicThatNoOtherPackageUses() {
        LAWS.nothingPublicThatNoOtherPackageUses().check(MAIN);
    }

    @Test
    void connectionsAreOpenedOnlyThroughCamel() {
        LAWS.connectionsOnlyThroughCamel().check(MAIN);
    }

    @Test
    void theLabImportsNothingOfMain() {
        LAWS.labImportsNothingOfMain().check(new ClassFileImporter().importPath("target/test-classes"));
    }

    @Test
    void filesAreShort() throws Exception {
        assertThat(FILES.sizes()).isEmpty();
    }

    @Test
    void mainHoldsNothingToShowOff() throws Exception {
        assertThat(FILES.shownOff()).isEmpty();
    }

    @Test
    void eachPackageSaysWhatItIs() throws Exception {
        assertThat(FILES.packagesWithoutASentence()).isEmpty();
    }
}

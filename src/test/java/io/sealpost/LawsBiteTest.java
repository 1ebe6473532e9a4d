package io.sealpost;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each law finds the class that breaks it, in packages like ours under {@code io.sealpost.violations}. */
class LawsBiteTest {
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages("io.sealpost.violations");
    private static final Laws LAWS = new Laws("io.sealpost.violations");
    @TempDir
    private Path folder;

    @Test
    void usingAPackageToTheRightIsFound() {
        assertBroken(LAWS.packageOrder(), "pki.UsesUser", "audit.UsesItsNeighbour");
    }

    @Test
    void aPackageOfItsOwnIsFound() {
        assertBroken(LAWS.everyClassHasItsPackage(), "stray.Stray", "lab.UsesMain");
    }

    @Test
    void camelOutsideRoutingIsFound() {
        assertBroken(LAWS.camelOnlyInRouting(), "user.UsesCamel");
    }

    @Test
    void bouncyCastleOutsideItsPackagesIsFound() {
        assertBroken(LAWS.bouncyCastleOnlyWhereBytesAre(), "delivery.UsesBouncyCastle");
    }

    @Test
    void anIdOrATimeOfItsOwnIsFound() {
        assertBroken(LAWS.idsAndTimesAreInjected(), "user.MakesAnId", "user.ReadsTheTime");
    }

    @Test
    void aNameThatSaysNothingIsFoundUnlessJavaGaveIt() {
        assertBroken(LAWS.namesSaySomething(), "user.NameUtil");
        assertThat(broken(LAWS.namesSaySomething())).doesNotContain("RotatingKeyManager");
    }

    @Test
    void aPublicTypeForNobodyIsFound() {
        assertBroken(LAWS.nothingPublicThatNoOtherPackageUses(), "user.PublicForNobody");
        assertThat(broken(LAWS.nothingPublicThatNoOtherPackageUses()))
                .doesNotContain("user.Person", "user.Nickname", "operations.Figures");
    }

    @Test
    void aConnectionPastCamelIsFound() {
        assertBroken(LAWS.connectionsOnlyThroughCamel(), "user.OpensSocket", "user.AsksByHttp", "user.LooksUpByJndi", "user.ReadsUrl");
        assertThat(broken(LAWS.connectionsOnlyThroughCamel())).doesNotContain("user.ReadsName");
    }

    @Test
    void aLabThatUsesMainIsFound() {
        assertBroken(LAWS.labImportsNothingOfMain(), "lab.UsesMain");
    }

    @Test
    void aLongFileOrLineIsFound() throws Exception {
        write("src/main/java/Long.java", "\n".repeat(300));
        write("src/main/java/Fits.java", "\n".repeat(299) + "x".repeat(139));
        write("src/test/java/Wide.java", "x".repeat(140));
        write("routes/long.camel.yaml", "\n".repeat(80));
        write("routes/fits.camel.yaml", "\n".repeat(79));

        assertThat(new FileLaws(folder).sizes()).containsExactlyInAnyOrder("src/main/java/Long.java has 300 lines, not under 300",
                "src/main/java/Fits.java has 300 lines, not under 300", "src/test/java/Wide.java:1 has 140 columns, not under 140",
                "routes/long.camel.yaml has 80 lines, not under 80");
    }

    @Test
    void whatShowsOffInMainIsFound() throws Exception {
        write("src/main/java/DemoUsers.java", "");
        write("src/main/resources/lab/people.csv", "");
        write("src/main/java/Labels.java", "");
        write("src/test/java/Sample.java", "");

        assertThat(new FileLaws(folder).shownOff()).hasSize(2).allMatch(line -> line.contains("'demo'") || line.contains("'lab'"));
    }

    @Test
    void aPackageWithoutASentenceIsFound() throws Exception {
        write("src/main/java/a/A.java", "");
        write("src/main/java/b/B.java", "");
        write("src/main/java/b/package-info.java", "");

        assertThat(new FileLaws(folder).packagesWithoutASentence()).containsExactly("src/main/java/a has no package-info.java");
    }

    private void write(String file, String text) throws Exception {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private static void assertBroken(ArchRule law, String... types) {
        assertThat(broken(law)).contains(types);
    }

    private static String broken(ArchRule law) {
        return String.join("\n", law.evaluate(VIOLATIONS).getFailureReport().getDetails());
    }
}

package io.sealpost.lab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sealpost.Sealpost;
import org.junit.jupiter.api.Test;

/** The lab proves the gateway with code that is not the gateway's. */
class LabLawTest {
    @Test
    void theLabUsesNothingOfTheGatewayButItsMainClass() {
        var gateway = resideInAPackage("io.sealpost..").and(not(resideInAPackage("io.sealpost.lab..")));
        var lab = new ClassFileImporter().importPackages("io.sealpost.lab");
        noClasses().that().doNotBelongToAnyOf(Lab.class, LabLawTest.class).should().dependOnClassesThat(gateway).check(lab);
        classes().that().belongToAnyOf(Lab.class).should().onlyDependOnClassesThat(not(gateway).or(
                type(Sealpost.class))).check(lab);
    }
}

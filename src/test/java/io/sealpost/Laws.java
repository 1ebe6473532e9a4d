package io.sealpost;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URL;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The laws that bytecode shows, for the packages under a root: ours, or the violations that prove each law. */
record Laws(String root) {
    /** From left to right; a package uses only those left of its group. */
    private static final List<Set<String>> ORDER = List.of(Set.of("pki", "audit"), Set.of("user"), Set.of("escrow", "device"),
            Set.of("profile"), Set.of("enrollment"), Set.of("payload"), Set.of("delivery"), Set.of("directory"), Set.of("operations"),
            Set.of("routing"));
    /** Hawtio finds its JAAS module by this name only, and JAAS needs it public. */
    private static final String LOGIN_MODULE = "io.hawt.springboot.security.HawtioSpringSecurityLoginModule";
    /** Quartz makes it, by the name that the configuration says. */
    private static final String SCHEDULE_STORE = "io.sealpost.routing.ScheduleStore";
    /** JNDI makes it, by the name that a connection's environment says. */
    private static final String DIRECTORY_SOCKETS = "io.sealpost.routing.DirectorySockets";
    private static final RouteUses ROUTES = RouteUses.of(java.nio.file.Path.of("routes"));
    private static final Pattern EMPTY_NAME = Pattern.compile("(?i)util|common|helper|manager|processor");
    /** Names and filters, not look-ups: reading an X.500 name, or deciding a filter on an entry in hand, needs no directory. */
    private static final Set<String> HARMLESS_NAMING = Set.of("javax.naming.InvalidNameException", "javax.naming.NamingException",
            "javax.naming.ldap.LdapName", "javax.naming.ldap.Rdn", "com.unboundid.ldap.sdk.Filter", "com.unboundid.ldap.sdk.Entry",
            "com.unboundid.ldap.sdk.Attribute", "com.unboundid.ldap.sdk.LDAPException");

    ArchRule packageOrder() {
        return CompositeArchRule.of(ORDER.stream().flatMap(group -> group.stream().map(name -> {
            var later = ORDER.subList(ORDER.indexOf(group), ORDER.size()).stream().flatMap(Set::stream)
                    .filter(other -> !other.equals(name)).map(this::within).toArray(String[]::new);
            return (ArchRule) noClasses().that().resideInAPackage(within(name)).should().dependOnClassesThat().resideInAnyPackage(later)
                    .because("a package uses only those to its left (design 3)").allowEmptyShould(true);
        })).toList());
    }

    ArchRule everyClassHasItsPackage() {
        var ours = Stream.concat(Stream.of(root), ORDER.stream().flatMap(Set::stream).map(this::within)).toArray(String[]::new);
        return classes().that(not(named(LOGIN_MODULE, "io.hawt.springboot.security.package-info"))).should().resideInAnyPackage(ours);
    }

    ArchRule camelOnlyInRouting() {
        return noClasses().that(not(resideInAPackage(within("routing")))).should().dependOnClassesThat()
                .resideInAPackage("org.apache.camel..").because("routes are YAML; only routing holds components of ours");
    }

    ArchRule bouncyCastleOnlyWhereBytesAre() {
        return noClasses().that(not(resideInAnyPackage(within("pki"), within("escrow"), within("enrollment"), within("payload"))))
                .should().dependOnClassesThat().resideInAPackage("org.bouncycastle..").because("java.security.cert suffices elsewhere");
    }

    ArchRule namesSaySomething() {
        return classes().should(new ArchCondition<>("have a name and a package that say what they are") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                EMPTY_NAME.matcher(type.getName().substring(Math.min(root.length(), type.getName().length()))).results()
                        .map(found -> found.group().toLowerCase()).filter(word -> !namedByJava(type, word))
                        .forEach(word -> events.add(SimpleConditionEvent.violated(type, type.getName() + " is named '" + word + "'")));
            }
        });
    }

    /** A type that extends one of Java's, for example an X509ExtendedKeyManager, may say so. */
    private static boolean namedByJava(JavaClass type, String word) {
        return Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                .anyMatch(parent -> parent.getName().startsWith("java") && parent.getSimpleName().toLowerCase().contains(word));
    }

    /** Routes are users too: of the beans they name, and of what those beans take and return. An exception is its caller's. */
    ArchRule nothingPublicThatNoOtherPackageUses() {
        return classes().that(describe("are public", Laws::isPublic))
                .and(not(named(LOGIN_MODULE, SCHEDULE_STORE, DIRECTORY_SOCKETS, root + ".Sealpost")))
                .and().areNotAnnotatedWith("org.springframework.jmx.export.annotation.ManagedResource")
                .and().areNotAssignableTo(Throwable.class)
                .should(new ArchCondition<>("be used by another package or a route") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!used(type, new HashSet<>())) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " is public and no other package uses it"));
                        }
                    }
                });
    }

    private static boolean used(JavaClass type, Set<JavaClass> asked) {
        return asked.add(type) && (usedElsewhere(type) || ROUTES.use(type)
                || type.getEnclosingClass().filter(outer -> used(outer, asked)).isPresent()
                || usersOfSignatures(type).stream().anyMatch(user -> used(user, asked)));
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(Laws::isPublic).orElse(true);
    }

    private static boolean usedElsewhere(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
    }

    /** The public types whose signatures name this one: who uses them must be able to name it too. */
    private static Set<JavaClass> usersOfSignatures(JavaClass type) {
        return Stream.of(type.getMethodsWithParameterTypeOfSelf().stream().map(method -> method.getOwner()),
                        type.getMethodsWithReturnTypeOfSelf().stream().map(method -> method.getOwner()),
                        type.getConstructorsWithParameterTypeOfSelf().stream().map(constructor -> constructor.getOwner()),
                        type.getMethodThrowsDeclarationsWithTypeOfSelf().stream().map(thrown -> thrown.getDeclaringClass()),
                        type.getFieldsWithTypeOfSelf().stream().map(field -> field.getOwner()))
                .flatMap(owners -> owners).filter(Laws::isPublic).collect(Collectors.toSet());
    }

    ArchRule connectionsOnlyThroughCamel() {
        return CompositeArchRule.of(noClasses().that(not(resideInAPackage(within("routing")))).should().dependOnClassesThat(
                        describe("open connections (HTTP, sockets, JNDI)", Laws::opensConnections)))
                .and(noClasses().that(not(resideInAPackage(within("routing")))).should().callMethod(URL.class, "openConnection")
                        .orShould().callMethod(URL.class, "openStream"));
    }

    private static boolean opensConnections(JavaClass type) {
        var name = type.getName();
        var connecting = resideInAnyPackage("java.net.http..", "javax.naming..", "java.nio.channels..", "com.unboundid.ldap.sdk..",
                "org.apache.hc..", "org.apache.http..", "okhttp3..", "org.springframework.web.client..", "org.springframework.ldap..");
        return connecting.test(type) && !HARMLESS_NAMING.contains(name) && !name.startsWith("java.nio.channels.File")
                || Set.of("java.net.Socket", "java.net.ServerSocket", "java.net.DatagramSocket", "java.net.HttpURLConnection",
                        "java.net.URLConnection", "javax.net.SocketFactory", "javax.net.ssl.SSLSocketFactory").contains(name);
    }

    /** Only the class that starts the gateway, and of the gateway only its main class. */
    ArchRule labImportsNothingOfMain() {
        var main = ORDER.stream().flatMap(Set::stream).map(this::within).toArray(String[]::new);
        return noClasses().that().resideInAPackage(within("lab")).should().dependOnClassesThat().resideInAnyPackage(main)
                .because("what proves the gateway must not be the gateway").allowEmptyShould(true);
    }

    /** So that a test can repeat exactly what it saw. */
    ArchRule idsAndTimesAreInjected() {
        return noClasses().that(not(named(root + ".ClockAndIds")))
                .should().callMethod(UUID.class, "randomUUID").orShould().callMethod(Instant.class, "now")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .because("ids come from the IdGenerator and times from the Clock in the context");
    }

    private String within(String name) {
        return root + "." + name + "..";
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return describe("named " + List.of(names), type -> List.of(names).contains(type.getName()));
    }
}

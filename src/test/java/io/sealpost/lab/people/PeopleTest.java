package io.sealpost.lab.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.seed.Chance;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleTest {
    private final Authority root = Authority.root("Test Root");
    private final Authority issuing = root.subordinate("Test Issuing");

    private static String openssl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aSeedRepeatsPeopleAndDatesButNotKeys() {
        var one = new People(30, new Chance(7), issuing).list();
        var again = new People(30, new Chance(7), issuing).list();
        assertThat(again).extracting(Person::uid).isEqualTo(one.stream().map(Person::uid).toList()).doesNotHaveDuplicates();
        assertThat(new People(30, new Chance(8), issuing).list()).extracting(Person::uid)
                .isNotEqualTo(one.stream().map(Person::uid).toList());
        var elliptic = one.stream().filter(Person::ellipticCurve).toList();
        assertThat(elliptic).hasSize(3);
        new People(1, new Chance(7), issuing).equip(elliptic.get(0));
        var twin = again.get(one.indexOf(elliptic.get(0)));
        new People(1, new Chance(7), issuing).equip(twin);
        assertThat(twin.identities()).hasSameSizeAs(elliptic.get(0).identities());
        assertThat(twin.current().certificate().getNotBefore()).isEqualTo(elliptic.get(0).current().certificate().getNotBefore());
        assertThat(twin.current().certificate().getPublicKey()).isNotEqualTo(elliptic.get(0).current().certificate().getPublicKey());
    }

    @Test
    void theNewestCertificateIsValidAndOlderOnesHaveExpired() {
        var people = new People(12, new Chance(3), issuing);
        var expired = new HashSet<Identity>();
        for (var person : people.list().stream().filter(each -> each.ellipticCurve() || each == people.list().get(0)).toList()) {
            people.equip(person);
            assertThat(person.current().certificate().getNotAfter()).isAfter(Instant.now());
            person.identities().stream().filter(each -> each.certificate().getNotAfter().before(new Date())).forEach(expired::add);
            people.renew(person);
            var renewed = people.renew(person); // in the same second
            assertThat(person.current()).isSameAs(renewed);
            assertThat(person.identities()).extracting(each -> each.certificate().getNotBefore()).isSorted().doesNotHaveDuplicates();
        }
        assertThat(expired).isNotEmpty();
    }

    @Test
    void opensslOpensThePfxFilesByTheManifestAndReadsTheMail(@TempDir Path folder) throws Exception {
        var chance = new Chance(1);
        var people = new People(4, chance, issuing);
        var files = new ImportFiles(folder, chance, issuing.certificate(), root.certificate());
        people.list().forEach(people::equip);
        people.list().forEach(person -> person.identities().forEach(identity -> files.add(person, identity)));
        var csv = Files.readString(files.finish("identities.csv"));
        assertThat(csv).startsWith("file,password,user,purpose\r\n");
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        int count = 0;
        for (var line : format.parse(new StringReader(csv))) {
            assertThat(line.get("purpose")).isEqualTo("smimeEncryption");
            var person = people.list().stream().filter(each -> each.mail().equals(line.get("user"))).findFirst().orElseThrow();
            var number = Integer.parseInt(line.get("file").replaceAll(".*-(\\d+)\\.pfx", "$1"));
            var identity = person.identities().get(number - 1);
            var pem = folder.resolve(line.get("file") + ".pem").toString();
            openssl("pkcs12", "-in", folder.resolve(line.get("file")).toString(), "-passin", "pass:" + line.get("password"), "-nodes",
                    "-legacy", "-out", pem);
            var mail = Files.write(folder.resolve(line.get("file") + ".p7m"), identity.message());
            assertThat(openssl("cms", "-decrypt", "-binary", "-inform", "DER", "-in", mail.toString(), "-inkey", pem, "-recip",
                    Pem.write(folder.resolve("recipient.pem"), Pem.of(identity.certificate())).toString())).isEqualTo(identity.text());
            count++;
        }
        assertThat(count).isEqualTo(people.list().stream().mapToInt(each -> each.identities().size()).sum());
    }

    @Test
    void theDirectoryIsReadInPagesAndOnlyByThoseWhoLogIn() throws Exception {
        var people = new People(45, new Chance(1), issuing);
        var one = people.list().get(3);
        people.equip(one);
        try (var directory = new LdapDirectory(List.of(issuing, root))) {
            for (var person : people.list()) {
                // One history serves here: what is read is how many entries come, and in which pages.
                if (person != one) {
                    one.identities().forEach(person::add);
                }
                directory.add(person);
            }
            var access = directory.access();
            var port = port(directory);
            try (var anonymous = new LDAPConnection("127.0.0.1", port)) {
                assertThatThrownBy(() -> anonymous.search(access.base(), SearchScope.SUB, "(uid=*)")).isInstanceOf(LDAPException.class);
            }
            try (var connection = new LDAPConnection("127.0.0.1", port, access.bindDn(), access.password())) {
                assertThat(pages(connection)).containsExactly(20, 20, 5);
                people.renew(one);
                directory.publish(one);
                var entry = connection.searchForEntry(access.base(), SearchScope.SUB, "(uid=" + one.uid() + ")", "*", "+");
                int listed = values(entry.getAttributeValueByteArrays("userCertificate;binary"));
                int apart = values(entry.getAttributeValueByteArrays("userSMIMECertificate"));
                assertThat(listed + apart).isEqualTo(one.identities().size());
                assertThat(entry.hasAttribute("entryUUID")).isTrue();
                assertThat(connection.search(access.base(), SearchScope.SUB, "(userSMIMECertificate=*)").getEntryCount()).isPositive();
            }
        }
    }

    @Test
    void everySecondPersonIsInActiveDirectoryAndTheOthersAreNot() {
        var people = new People(4, new Chance(1), issuing);
        people.list().forEach(people::equip);
        try (var directories = new Directories(List.of(issuing, root))) {
            people.list().forEach(person -> directories.of(person).add(person));
            assertThat(directories.all()).containsOnlyKeys(Directories.NAMES);
            directories.all().forEach((name, directory) -> assertThat(people.list()).as(name)
                    .filteredOn(person -> !directory.search(person).isEmpty())
                    .isEqualTo(people.list().stream().filter(person -> person.inDomain() == name.equals("domain")).toList()).hasSize(2));
        }
    }

    @Test
    void theDomainListsPeopleAsActiveDirectoryDoes() throws Exception {
        var people = new People(200, new Chance(1), issuing);
        var person = people.list().get(1);
        people.equip(person);
        try (var directory = new DomainDirectory(List.of(issuing, root)); var reader = reader(directory)) {
            directory.add(person);
            var entry = entry(reader, person);
            assertThat(entry.getAttributeValue("sAMAccountName")).isEqualTo(person.uid());
            assertThat(people.list()).as("MS-ADA3, 2.222").allMatch(each -> each.uid().length() <= 20);
            assertThat(entry.getAttributeValue("userPrincipalName")).isEqualTo(person.mail());
            assertThat(entry.getAttributeValues("proxyAddresses")).containsExactly("SMTP:" + person.mail(),
                    "smtp:" + person.uid() + "@mail.example.com");
            assertThat(entry.getAttributeValueAsInteger("userAccountControl") & 2).as("disabled").isZero();
            assertThat(entry.getAttributeValueBytes("objectGUID")).hasSize(16);
            assertThat(values(entry.getAttributeValueByteArrays("userCertificate"))
                    + values(entry.getAttributeValueByteArrays("userSMIMECertificate"))).isEqualTo(person.identities().size());
            var moments = new ConcurrentLinkedQueue<String>();
            directory.listen(moments::add);
            assertThat(reader.search(DomainDirectory.BASE, SearchScope.SUB, "(uSNChanged>=9000)", "mail").getEntryCount()).isZero();
            assertThat(moments).as("of an empty window").isEmpty();
            assertThat(reader.search(DomainDirectory.BASE, SearchScope.SUB, "(uSNChanged>=1)", "mail").getEntryCount()).isOne();
            assertThat(moments).containsExactly("domain: window served");
            people.renew(person);
            directory.publish(person);
            directory.remove(person);
            assertThat(entry(reader, person)).isNull();
            directory.restore(person);
            var back = entry(reader, person);
            assertThat(back.getAttributeValueBytes("objectGUID")).isEqualTo(entry.getAttributeValueBytes("objectGUID"));
            assertThat(back.getAttributeValueAsLong("uSNChanged")).isEqualTo(entry.getAttributeValueAsLong("uSNChanged") + 3);
            assertThat(directory.search(person)).hasSize(person.identities().size());
            for (var each : people.list()) {
                if (each != person) {
                    person.identities().forEach(each::add); // one history serves here
                }
                directory.add(each);
            }
            assertThat(reader.search(DomainDirectory.BASE, SearchScope.SUB, "(objectClass=user)", "mail").getSearchEntries())
                    .extracting(found -> found.getDN()).as("of two people with one name one has a number").hasSize(200)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void oneAccountOfTheDomainChangesCertificatesAndNothingElse() throws Exception {
        var people = new People(2, new Chance(1), issuing);
        var person = people.list().get(1);
        people.equip(person);
        try (var directory = new DomainDirectory(List.of(issuing, root)); var reader = reader(directory);
                var publisher = new LDAPConnection("127.0.0.1", port(directory), directory.access().publishDn(),
                        directory.access().publishPassword())) {
            directory.add(person);
            var before = entry(reader, person);
            var value = people.renew(person).certificate().getEncoded();
            var change = new Modification(ModificationType.ADD, "userCertificate", value);
            var other = new Modification(ModificationType.REPLACE, "mail", "other@example.com");
            assertRefused(reader, before, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, change);
            assertRefused(publisher, before, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, other);
            assertRefused(publisher, before, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, change, other);
            assertThat(entry(reader, person)).as("all or nothing").isEqualTo(before);
            publisher.modify(before.getDN(), change);
            assertThat(directory.search(person)).hasSize(person.identities().size()).anyMatch(each -> Arrays.equals(each, value));
            assertThat(entry(reader, person).getAttributeValueAsLong("uSNChanged"))
                    .isEqualTo(before.getAttributeValueAsLong("uSNChanged") + 1);
            assertRefused(publisher, before, ResultCode.ATTRIBUTE_OR_VALUE_EXISTS, change);
            publisher.modify(before.getDN(), new Modification(ModificationType.DELETE, "userCertificate", value));
            assertRefused(publisher, before, ResultCode.NO_SUCH_ATTRIBUTE,
                    new Modification(ModificationType.DELETE, "userCertificate", value));
        }
    }

    private static void assertRefused(LDAPConnection connection, Entry entry, ResultCode code, Modification... changes) {
        assertThatThrownBy(() -> connection.modify(entry.getDN(), changes)).isInstanceOfSatisfying(LDAPException.class,
                refusal -> assertThat(refusal.getResultCode()).isEqualTo(code));
    }

    private static Entry entry(LDAPConnection connection, Person person) throws LDAPException {
        return connection.searchForEntry(DomainDirectory.BASE, SearchScope.SUB, "(sAMAccountName=" + person.uid() + ")", "sAMAccountName",
                "userPrincipalName", "proxyAddresses", "userAccountControl", "objectGUID", "userCertificate", "userSMIMECertificate",
                "uSNChanged");
    }

    private static LDAPConnection reader(Directory directory) throws LDAPException {
        return new LDAPConnection("127.0.0.1", port(directory), directory.access().bindDn(), directory.access().password());
    }

    private static int port(Directory directory) {
        return Integer.parseInt(directory.access().url().replaceAll(".*:", ""));
    }

    private static int values(byte[][] values) {
        return values == null ? 0 : values.length;
    }

    private static List<Integer> pages(LDAPConnection connection) throws LDAPException {
        var sizes = new ArrayList<Integer>();
        var control = new SimplePagedResultsControl(20);
        while (control != null) {
            var request = new SearchRequest(LdapDirectory.BASE, SearchScope.SUB, "(objectClass=inetOrgPerson)");
            request.addControl(control);
            var result = connection.search(request);
            sizes.add(result.getEntryCount());
            var answer = SimplePagedResultsControl.get(result);
            control = answer.moreResultsToReturn() ? new SimplePagedResultsControl(20, answer.getCookie()) : null;
        }
        return sizes;
    }
}

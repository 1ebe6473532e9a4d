package io.sealpost.directory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScopeTest {
    private static final RawEntry ANNA = new RawEntry("CN=Anna,DC=example,DC=com", Map.of("objectclass", values("top", "user"),
        "useraccountcontrol", values("514"), "memberof", values("CN=Mail,DC=example,DC=com"), "mail", values("Anna@Example.com")));

    private static List<byte[]> values(String... texts) {
        return List.of(texts).stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "(objectClass=USER); true",
        "(&(objectClass=user)(mail=*)); true",
        "(|(objectClass=computer)(mail=anna@example.com)); true",
        "(!(objectClass=computer)); true",
        "(!(department=*)); true",
        "(department=*); false",
        "(userAccountControl:1.2.840.113556.1.4.803:=2); true",
        "(userAccountControl:1.2.840.113556.1.4.803:=3); false",
        "(userAccountControl:1.2.840.113556.1.4.804:=3); true",
        "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))); false",
        "(mail=anna@*); true",
    })
    void G3_aFilterIsDecidedOnWhatWasRead(String filter, boolean covered) {
        assertThat(Scope.of(filter, "key").covers(ANNA)).isEqualTo(covered);
    }

    @Test
    void G3_itNamesTheAttributesThatItAsksFor() {
        assertThat(Scope.of("(&(objectClass=user)(|(a=1)(!(userAccountControl:1.2.840.113556.1.4.803:=2))))", "key").attributes())
            .containsExactly("objectClass", "a", "userAccountControl");
    }

    @Test
    void G3_whatOnlyAServerCanDecideIsRefusedWithTheKey() {
        assertThatThrownBy(() -> Scope.of("(memberOf:1.2.840.113556.1.4.1941:=CN=a)", "sealpost.directories.d.filter"))
            .hasMessageContaining("sealpost.directories.d.filter").hasMessageContaining("1.2.840.113556.1.4.1941");
        assertThatThrownBy(() -> Scope.of("(objectClass=user", "sealpost.directories.d.filter"))
            .hasMessageContaining("sealpost.directories.d.filter").hasMessageContaining("RFC 4515");
    }
}

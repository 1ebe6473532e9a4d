package io.sealpost.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KeyEncryptionKeysTest {
    @TempDir
    Path folder;

    @Test
    void mistakesAreNamedWithTheirFixAndNoValueShows() throws Exception {
        Path good = EscrowFixture.keystore(folder.resolve("good.p12"), EscrowFixture.KEK_BYTES);
        Path weak = EscrowFixture.keystore(folder.resolve("weak.p12"), new byte[16]);
        Path junk = Files.writeString(folder.resolve("junk.p12"), "no keystore at all");
        assertThat(new KeyEncryptionKeys(EscrowFixture.settings(good, EscrowFixture.KEK, EscrowFixture.PASSWORD)).current())
            .isEqualTo(EscrowFixture.KEK);
        refused(folder.resolve("absent.p12"), EscrowFixture.KEK, EscrowFixture.PASSWORD, "is missing or not readable",
            "keytool -genseckey");
        refused(good, EscrowFixture.KEK, "secret-guess", "password does not open it");
        refused(good, "other", EscrowFixture.PASSWORD, "has no key other", "correct alias");
        refused(weak, EscrowFixture.KEK, EscrowFixture.PASSWORD, "is not an AES key of 256 bits");
        refused(junk, EscrowFixture.KEK, EscrowFixture.PASSWORD, "cannot be opened");
    }

    private static void refused(Path store, String alias, String password, String... messages) {
        assertThatThrownBy(() -> new KeyEncryptionKeys(EscrowFixture.settings(store, alias, password)))
            .isInstanceOf(IllegalStateException.class).hasMessageContainingAll("sealpost.escrow.keks.kek-test", store.toString())
            .hasMessageContainingAll(messages).hasMessageNotContainingAny("secret-guess", EscrowFixture.PASSWORD).hasNoCause();
    }

    @Test
    void withoutAKekNothingIsKeptAndTheReasonIsSaid() {
        KeyEncryptionKeys none = new KeyEncryptionKeys(new EscrowSettings("local", "", Map.of()));
        assertThatThrownBy(none::current).hasMessageContaining("sealpost.escrow.kek is empty");
        assertThatThrownBy(() -> new KeyEncryptionKeys(new EscrowSettings("local", "kek-2026", Map.of())))
            .hasMessageContaining("kek-2026");
    }

    @Test
    void theSettingsAreBoundFromTheConfiguration() {
        Path store = EscrowFixture.keystore(folder.resolve("kek.p12"), EscrowFixture.KEK_BYTES);
        new ApplicationContextRunner().withUserConfiguration(KeyEncryptionKeys.class).withPropertyValues("sealpost.escrow.kek=kek-test",
            "sealpost.escrow.keks.kek-test.keystore=" + store, "sealpost.escrow.keks.kek-test.alias=kek-test",
            "sealpost.escrow.keks.kek-test.password=" + EscrowFixture.PASSWORD).run(context -> {
                assertThat(context.getBean(KeyEncryptionKeys.class).current()).isEqualTo("kek-test");
                assertThat(context.getBean(EscrowSettings.class).toString()).doesNotContain(EscrowFixture.PASSWORD);
            });
    }
}

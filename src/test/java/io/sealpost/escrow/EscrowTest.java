package io.sealpost.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscrowTest {
    @TempDir
    Path folder;
    private EscrowFixture fixture;

    @BeforeEach
    void escrow() {
        fixture = new EscrowFixture(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2048", "3072", "4096", "P-256", "P-384"})
    void openSslAloneOpensARowWithTheKek(String type) throws Exception {
        KeyPair pair = TestCertificates.key("Escrow", type);
        Files.write(folder.resolve("row"), fixture.keep(pair).cms());
        byte[] pkcs8 = OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "row",
            "-secretkey", HexFormat.of().formatHex(EscrowFixture.KEK_BYTES),
            "-secretkeyid", HexFormat.of().formatHex(EscrowFixture.KEK.getBytes(StandardCharsets.UTF_8)));
        assertThat(pkcs8).isEqualTo(pair.getPrivate().getEncoded());
        Boolean own = fixture.escrow.withKey(fixture.keep(pair), pair.getPublic(), key -> Certificates.matches(key, pair.getPublic()));
        assertThat(own).isTrue();
    }

    @Test
    void theSameKeyAgainChangesNothing() {
        KeyPair pair = TestCertificates.key("Escrow", "2048");
        byte[] first = fixture.keep(pair).cms();
        assertThat(fixture.keep(pair).cms()).isEqualTo(first);
        assertThat(fixture.database.jdbc().sql("select count(*) from wrapped_key").query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void S16_aKeyMadeForADeviceReachesNoOtherDevice() {
        UUID own = device("one");
        UUID other = device("two");
        KeyPair made = TestCertificates.key("Made", "P-256");
        KeyPair imported = TestCertificates.key("Imported", "P-256");
        fixture.escrow.keep(made.getPrivate(), made.getPublic(), Origin.DEVICE, own);
        fixture.keep(imported);
        String spki = Certificates.spki(made.getPublic());
        List<String> both = List.of(spki, Certificates.spki(imported.getPublic()));
        assertThat(fixture.escrow.find(both, own)).hasSize(2);
        assertThat(fixture.escrow.find(both, other)).extracting(WrappedKey::spki).containsExactly(both.get(1));
        assertThat(fixture.escrow.find(both, null)).extracting(WrappedKey::spki).containsExactly(both.get(1));
        assertThat(fixture.escrow.known(both)).containsExactly(both.get(1));
        fixture.escrow.destroy(spki, other);
        fixture.escrow.destroy(both.get(1), own);
        assertThat(fixture.escrow.find(both, own)).hasSize(2);
        fixture.escrow.destroy(spki, own);
        assertThat(fixture.escrow.find(both, own)).extracting(WrappedKey::spki).containsExactly(both.get(1));
    }

    @Test
    void aSwappedOrDamagedRowIsCaught() {
        KeyPair one = TestCertificates.key("One", "2048");
        KeyPair two = TestCertificates.key("Two", "2048");
        WrappedKey wrapped = fixture.keep(one);
        assertThatThrownBy(() -> fixture.escrow.withKey(wrapped, two.getPublic(), key -> key)).isInstanceOf(KeyMismatch.class);
        for (int at : new int[] {0, wrapped.cms().length / 2, wrapped.cms().length - 1}) {
            byte[] damaged = wrapped.cms().clone();
            damaged[at] ^= 1;
            assertThatThrownBy(() -> fixture.escrow.withKey(new WrappedKey(wrapped.spki(), wrapped.kek(), damaged), one.getPublic(),
                key -> key))
                .isInstanceOf(KeyMismatch.class).hasNoCause();
        }
        assertThatThrownBy(() -> fixture.escrow.keep(one.getPrivate(), two.getPublic(), Origin.IMPORT, null))
            .isInstanceOf(KeyMismatch.class);
    }

    @Test
    void anUnknownKekIsNamedAndItsFixToo() {
        WrappedKey wrapped = fixture.keep(TestCertificates.key("One", "2048"));
        WrappedKey other = new WrappedKey(wrapped.spki(), "kek-2019", wrapped.cms());
        assertThatThrownBy(() -> fixture.escrow.withKey(other, TestCertificates.key("One", "2048").getPublic(), key -> key))
            .isInstanceOf(IllegalStateException.class).hasMessageContaining("kek-2019").hasMessageContaining("sealpost.escrow.keks");
    }

    @Test
    void textsHoldNoCiphertextAndNoKey() {
        WrappedKey wrapped = fixture.keep(TestCertificates.key("One", "2048"));
        assertThat(wrapped.toString()).isEqualTo("WrappedKey[spki=" + wrapped.spki() + ", kek=kek-test]");
        AtomicReference<PrivateKey> kept = new AtomicReference<>();
        assertThatThrownBy(() -> fixture.escrow.withKey(wrapped, TestCertificates.key("One", "2048").getPublic(), key -> {
            kept.set(key);
            throw new IllegalArgumentException("use failed");
        })).isInstanceOf(IllegalArgumentException.class);
        assertThat(kept.get()).isNotNull();
    }

    private UUID device(String name) {
        UUID id = UUID.randomUUID();
        fixture.database.jdbc().sql("insert into device (id, channel, external_id, platform, state, generation) "
                + "values (?, 'c', ?, 'IOS', 'JOINED', 1)")
            .params(id, name).update();
        return id;
    }
}

package io.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;

import io.sealpost.TestCertificates;
import org.junit.jupiter.api.Test;

/** The .sst that Exchange takes (S6). */
class SerializedStoreTest {
    @Test
    void S6_theBytesAreThoseThatWindowsWrites() {
        var root = TestCertificates.root();
        byte[] der = Certificates.der(root);
        String length = String.format("%02x%02x0000", der.length & 0xff, der.length >> 8);

        assertThat(HexFormat.of().formatHex(SerializedStore.of(List.of(root)))).isEqualTo("00000000" + "43455254" + "20000000" + "01000000"
            + length + HexFormat.of().formatHex(der) + "00".repeat(12));
        assertThat(HexFormat.of().formatHex(SerializedStore.of(List.of()))).as("an empty store, as Wine's tests have it")
            .isEqualTo("00000000" + "43455254" + "00".repeat(12));
    }

    @Test
    void S6_aStrictReaderFindsWhatWasPutIn() {
        var certificates = List.of(TestCertificates.root(), TestCertificates.issuing());

        assertThat(SerializedStores.read(SerializedStore.of(certificates))).isEqualTo(certificates);
    }
}

package io.sealpost.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever a manifest holds: rows, or the named exception. */
class ManifestPropertiesTest {
    @Property(tries = 400)
    void anyBytesAreRowsOrUnreadable(@ForAll @Size(max = 120) byte[] bytes) throws IOException {
        attempt(bytes);
    }

    @Property(tries = 800)
    void anyTextAfterAGoodHeadingIsRowsOrUnreadable(@ForAll("rows") String rows) throws IOException {
        attempt(("file,password,user,purpose\n" + rows).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> rows() {
        return Arbitraries.strings().withChars("ab,\"\r\n ;\u0000\uFEFF\u00e4").ofMaxLength(80);
    }

    private static void attempt(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("manifest", ".csv");
        Files.write(file, bytes);
        try (Manifest manifest = new Manifest(file)) {
            while (manifest.hasNext()) {
                Row row = manifest.next();
                assertThat(row.file()).isNotNull();
                assertThat(row.user()).isNotNull();
                assertThat(row.purpose()).isNotNull();
            }
        } catch (UnreadableManifest named) {
            assertThat(named).hasMessageContaining(file.toString());
        } finally {
            Files.delete(file);
        }
    }
}

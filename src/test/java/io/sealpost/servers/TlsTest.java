package io.sealpost.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.routes.ReadStage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory's TLS: whom it trusts, and what it refuses, in both of the ways that directories are asked in. */
class TlsTest {
    private static final String LISTENS_WITH_TLS = "TLSCACertificateFile %1$s/ca.crt\nTLSCertificateFile %1$s/server.crt\n"
        + "TLSCertificateKeyFile %1$s/server.key";
    @TempDir
    Path folder;
    private final TlsFiles tls = new TlsFiles();

    private Slapd slapd(String address, Duration until) {
        Path own = folder.resolve("slapd");
        tls.write(own, address, until);
        return new Slapd(own, 3, 100, LISTENS_WITH_TLS.formatted(own));
    }

    /** What became of it by LDAPS and by StartTLS, read by the component of ours and looked up by camel-ldap. */
    private void each(Slapd slapd, String bundle, java.util.function.Consumer<String> outcome) throws Exception {
        for (boolean ldaps : new boolean[] {true, false}) {
            Path own = folder.resolve("stage" + ldaps);
            own.toFile().mkdirs();
            try (ReadStage stage = new ReadStage(own, tls.bundles(), Map.of("kind", "ldap", "url", ldaps
                ? "ldaps://127.0.0.1:" + slapd.tlsPort : slapd.url(), "start-tls", String.valueOf(!ldaps), "tls", bundle,
                "bind-dn", Slapd.ADMIN, "password", "secret", "base", Slapd.BASE, "timeout", "10s"))) {
                stage.sync();
                outcome.accept(stage.last().get("state") + " " + stage.last().get("text"));
                outcome.accept(stage.lookUp(GeneratedPeople.uid(1)));
            }
        }
    }

    @Test
    void S10_aTrustedServerOfTheRightNameIsRead() throws Exception {
        try (Slapd slapd = slapd("127.0.0.1", Duration.ofDays(1))) {
            each(slapd, "directory", outcome -> assertThat(outcome).startsWith("DONE"));
        }
    }

    @Test
    void S10_aWrongNameIsRefusedWithTheReason() throws Exception {
        try (Slapd slapd = slapd("127.0.0.2", Duration.ofDays(1))) {
            each(slapd, "directory", outcome -> assertThat(outcome).startsWith("FAILED").contains("127.0.0.1"));
        }
    }

    @Test
    void S10_anExpiredCertificateIsRefusedWithTheReason() throws Exception {
        try (Slapd slapd = slapd("127.0.0.1", Duration.ofDays(-1))) {
            each(slapd, "directory", outcome -> assertThat(outcome).startsWith("FAILED").contains("NotAfter"));
        }
    }

    @Test
    void S10_aStrangersCertificateIsRefusedWithTheReason() throws Exception {
        try (Slapd slapd = slapd("127.0.0.1", Duration.ofDays(1))) {
            each(slapd, "other", outcome -> assertThat(outcome).startsWith("FAILED").contains("certification path"));
        }
    }
}

package io.sealpost.enrollment;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.device.Devices;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.pki.Certificates;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A gateway's beans with one CA, and one device of one user that waits for its signing certificate. */
public final class EnrollmentFixture {
    public static final String ADDRESS = "anna@example.com";

    private EnrollmentFixture() {
    }

    public static Core core(Path folder, Clock clock, String caUrl) throws Exception {
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, pem(TestCertificates.root()) + pem(TestCertificates.issuing()));
        Map<String, Object> settings = new HashMap<>(Map.of("sealpost.node", "test",
            "sealpost.escrow.kek", EscrowFixture.KEK,
            "sealpost.escrow.keks.kek-test.keystore", EscrowFixture.keystore(folder.resolve("kek.p12"), EscrowFixture.KEK_BYTES),
            "sealpost.escrow.keks.kek-test.alias", EscrowFixture.KEK,
            "sealpost.escrow.keks.kek-test.password", EscrowFixture.PASSWORD,
            "sealpost.certificate-profiles.pkcs.ca", "issuing"));
        Map.of("kind", "est", "url", caUrl, "tls", "tls", "trust", ca, "timeout", "2s")
            .forEach((key, value) -> settings.put("sealpost.cas.issuing." + key, value));
        return Core.on(Databases.H2, folder, clock, settings);
    }

    /** The user as the directory says it now. */
    public static UUID user(Core core, String displayName, String... addresses) {
        return core.get(Users.class).save("corporate", new DirectoryEntry("anna", displayName, Map.of("uid", "anna"),
            List.of(addresses), List.of(), List.of(), "0".repeat(64)));
    }

    /** @return the id of a request for a new device, that was never sent */
    public static UUID open(Core core, UUID user, String externalId) {
        UUID device = Devices.id("mdm", externalId);
        core.get(JdbcClient.class).sql("insert into device (id, channel, external_id, platform, state, generation)"
            + " values (?, 'mdm', ?, 'IOS', 'JOINED', 1)").params(device, externalId).update();
        return core.get(Enrollments.class).open(device, user, 1, core.get(CertificateProfiles.class).signing().orElseThrow());
    }

    private static String pem(X509Certificate certificate) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(Certificates.der(certificate))
            + "\n-----END CERTIFICATE-----\n";
    }
}

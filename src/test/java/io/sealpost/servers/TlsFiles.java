package io.sealpost.servers;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Server certificates as files, and bundles that trust their issuer. */
final class TlsFiles {
    private final Authority authority = Authority.root("Directories");

    /** Writes server.crt, server.key, ca.crt: for an IP address, valid until so long from now. */
    void write(Path folder, String address, Duration until) {
        KeyPair keys = Keys.rsa();
        Template server = new Template(KeyUsage.digitalSignature | KeyUsage.keyEncipherment, List.of(KeyPurposeId.id_kp_serverAuth),
            List.of(new GeneralName(GeneralName.iPAddress, address)));
        Pem.write(folder.resolve("server.crt"), Pem.of(authority.issue(new X500Name("CN=" + address), keys.getPublic(), server,
            Instant.now().minus(Duration.ofDays(30)), Instant.now().plus(until))));
        Path key = Pem.write(folder.resolve("server.key"), Pem.of(keys.getPrivate()));
        key.toFile().setReadable(false, false);
        key.toFile().setReadable(true, true);
        Pem.write(folder.resolve("ca.crt"), Pem.of(authority.certificate()));
    }

    /** Bundle directory trusts the issuer, bundle other trusts somebody else. */
    SslBundles bundles() {
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
        bundles.registerBundle("directory", trusting(authority));
        bundles.registerBundle("other", trusting(Authority.root("Somebody else")));
        return bundles;
    }

    private static SslBundle trusting(Authority authority) {
        return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(Pem.of(authority.certificate()))));
    }
}

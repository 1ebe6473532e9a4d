package io.sealpost.enrollment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.sealpost.pki.Certificates;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The configured CAs, by name. */
@Component
@EnableConfigurationProperties(CaSettings.class)
public class CertificationAuthorities {
    private final Map<String, CertificationAuthority> authorities = new TreeMap<>();

    CertificationAuthorities(CaSettings settings) {
        settings.cas().forEach((name, s) -> authorities.put(name, new CertificationAuthority(name, s.kind(), s.url(), s.tls(),
            s.trust().stream().flatMap(f -> read(name, f).stream()).toList(), s.timeout(), s.pending())));
    }

    /**
     * The CA of this name.
     *
     * @throws IllegalArgumentException if none is configured under it
     */
    public CertificationAuthority get(String name) {
        CertificationAuthority authority = authorities.get(name);
        if (authority == null) {
            throw new IllegalArgumentException("No CA " + name + ": add it under sealpost.cas, or name one of "
                + authorities.keySet() + " in sealpost.certificate-profiles.pkcs.ca");
        }
        return authority;
    }

    /** Whether one is configured under this name: rows outlive the configuration. */
    boolean knows(String name) {
        return authorities.containsKey(name);
    }

    /** All CAs, ordered by name. */
    public Collection<CertificationAuthority> all() {
        return authorities.values();
    }

    private static List<X509Certificate> read(String ca, Path file) {
        try {
            return Certificates.parsePem(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException("sealpost.cas." + ca + ".trust names " + file
                + ", which cannot be read: put the PEM file there, or mend the key", e);
        }
    }
}

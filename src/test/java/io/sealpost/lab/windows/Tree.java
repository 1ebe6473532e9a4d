package io.sealpost.lab.windows;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.sealpost.lab.ca.Authority;

/**
 * The part of the management tree that the lab knows: which nodes there are, in which format, with which commands
 * (clientcertificateinstall-ddf-file.md, rootcacertificates-ddf-file.md).
 */
final class Tree {
    private static final Pattern PFX =
            Pattern.compile("\\./User/Vendor/MSFT/ClientCertificateInstall/PFXCertInstall/([^/]+)(?:/([^/]+))?");
    private static final Pattern TRUST =
            Pattern.compile("\\./(?:Device/)?Vendor/MSFT/RootCATrustedCertificates/(Root|CA)/([^/]+)(?:/([^/]+))?");
    // The blob: bin in the DDF, chr in Microsoft's own sample.
    private static final Map<String, List<String>> FORMATS = Map.of("KeyLocation", List.of("int"), "ContainerName", List.of("chr"),
            "PFXCertBlob", List.of("bin", "chr"), "PFXCertPassword", List.of("chr"), "PFXCertPasswordEncryptionType", List.of("int"),
            "PFXCertPasswordEncryptionStore", List.of("chr"), "PFXKeyExportable", List.of("bool"));
    private static final Map<String, String> VALUES = Map.of("int", "-?\\d+", "bool", "true|false", "chr", "(?s).*", "bin", "(?s).*");

    private final Stores stores;
    private final Map<String, Map<String, String>> installs = new LinkedHashMap<>();

    Tree(Stores stores) {
        this.stores = stores;
    }

    /** Runs one command. @return a Get's value, else null */
    String run(Command command, boolean signedIn) throws CspRefused {
        if (command.uri().startsWith("./User/") && !signedIn) {
            throw new CspRefused(500, "no user is signed in");
        }
        var pfx = PFX.matcher(command.uri());
        if (pfx.matches()) {
            return pfx.group(2) == null ? install(command, pfx.group(1)) : leaf(command, pfx.group(1), pfx.group(2));
        }
        var trust = TRUST.matcher(command.uri());
        if (trust.matches()) {
            return trust(command, trust.group(1).equals("Root") ? stores.roots() : stores.authorities(), trust.group(2), trust.group(3));
        }
        throw new CspRefused(404, "there is no such node");
    }

    private String install(Command command, String id) throws CspRefused {
        boolean exists = installs.containsKey(id);
        switch (command.verb()) {
            case "Add", "Replace" -> {
                existing(command, exists);
                format(command, List.of("node"));
                installs.computeIfAbsent(id, key -> new HashMap<>());
            }
            case "Delete" -> {
                if (!exists) {
                    throw new CspRefused(404, "there is no such node");
                }
                stores.personal().remove(installs.remove(id).getOrDefault("Thumbprint", ""));
            }
            default -> throw new CspRefused(405, command.verb() + " is not for this node");
        }
        return null;
    }

    private String leaf(Command command, String id, String name) throws CspRefused {
        var settings = installs.getOrDefault(id, new HashMap<>());
        if (command.verb().equals("Get")) {
            if (!settings.containsKey(name)) {
                throw new CspRefused(404, "there is no such node");
            }
            return settings.get(name);
        }
        if (!FORMATS.containsKey(name)) {
            throw new CspRefused(name.equals("Status") || name.equals("Thumbprint") ? 405 : 404, "no node to write to");
        }
        if (!command.verb().equals("Add") && !command.verb().equals("Replace")) {
            throw new CspRefused(405, command.verb() + " is not for this node");
        }
        existing(command, settings.containsKey(name));
        format(command, FORMATS.get(name));
        if (name.equals("PFXCertBlob")) {
            var identity = PfxImport.run(settings, command.data(), stores);
            settings.put("Thumbprint", Stores.thumbprint(identity.certificate()));
            settings.put("Status", "0");
            stores.personal().put(settings.get("Thumbprint"), identity);
        }
        settings.put(name, command.data());
        installs.put(id, settings);
        return null;
    }

    private String trust(Command command, Map<String, X509Certificate> store, String hash, String leaf) throws CspRefused {
        boolean exists = store.containsKey(hash);
        if (leaf == null) {
            if (!command.verb().equals("Delete") && !command.verb().equals("Get")) {
                throw new CspRefused(405, command.verb() + " is not for this node");
            }
            if (!exists) {
                throw new CspRefused(404, "there is no such node");
            }
            if (command.verb().equals("Delete")) {
                store.remove(hash);
            }
            return null;
        }
        if (!leaf.equals("EncodedCertificate")) {
            throw new CspRefused(404, "there is no such node");
        }
        switch (command.verb()) {
            case "Get":
                if (!exists) {
                    throw new CspRefused(404, "there is no such node");
                }
                return encoded(store.get(hash));
            case "Add", "Replace":
                existing(command, exists);
                format(command, List.of("b64"));
                store.put(hash, certificate(hash, command.data()));
                return null;
            default:
                throw new CspRefused(405, command.verb() + " is not for this node");
        }
    }

    private static X509Certificate certificate(String hash, String data) throws CspRefused {
        try {
            var der = PfxImport.decode("EncodedCertificate", data);
            var certificate = Authority.decode(der);
            if (!Arrays.equals(der, certificate.getEncoded()) || !Stores.thumbprint(certificate).equalsIgnoreCase(hash)) {
                throw new CspRefused(500, "the node's name is not the SHA-1 of its certificate");
            }
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new CspRefused(500, "EncodedCertificate is no certificate in DER");
        }
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return java.util.Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void existing(Command command, boolean exists) throws CspRefused {
        if (exists != command.verb().equals("Replace")) {
            throw exists ? new CspRefused(418, "the node is there already") : new CspRefused(404, "there is no node to replace");
        }
    }

    private static void format(Command command, List<String> formats) throws CspRefused {
        if (!formats.contains(command.format())) {
            throw new CspRefused(415, "the format is " + command.format() + ", not " + formats.get(0));
        }
        var values = VALUES.get(command.format());
        if (values != null && (command.data() == null || !command.data().matches(values))) {
            throw new CspRefused(415, "the data is no " + command.format());
        }
    }

    /** A copy of the tree as it is, over a copy of the stores. */
    Tree copy(Stores copied) {
        var copy = new Tree(copied);
        installs.forEach((id, settings) -> copy.installs.put(id, new HashMap<>(settings)));
        return copy;
    }

    void become(Tree other) {
        installs.clear();
        other.installs.forEach((id, settings) -> installs.put(id, new HashMap<>(settings)));
        stores.become(other.stores);
    }
}

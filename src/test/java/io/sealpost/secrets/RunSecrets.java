package io.sealpost.secrets;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.world.World;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.bouncycastle.cms.CMSException;

/** Every secret of a run, from what the world knows: its people's keys, the gateway's configuration, and what each device received. */
final class RunSecrets {
    private final List<Form> forms = new ArrayList<>();
    private final Set<Object> known = new HashSet<>();

    /** @param more secrets that only the run's settings name, by name */
    static List<Form> of(World world, Map<String, String> more) throws IOException, GeneralSecurityException, CMSException {
        var secrets = new RunSecrets();
        var gateway = world.options().gatewayFolder();
        more.forEach(secrets::text);
        secrets.settings(world.options().gatewayProperties());
        secrets.keyEncryptionKey(world.options().folder().resolve("endpoints.json"));
        for (var file : files(gateway.resolve("config"), ".key")) {
            secrets.key("key " + file.getFileName(), pem(file));
        }
        for (var person : world.people()) {
            for (var identity : person.identities()) {
                secrets.key("key " + identity.number() + " of " + person, identity.key());
            }
        }
        for (var file : files(gateway.resolve("import"), ".csv")) {
            if (!file.toString().endsWith(".result.csv") && !file.endsWith("broken.csv")) {
                secrets.manifest(file);
            }
        }
        for (var token : world.accessTokens()) { // of a JWT the signature: its claims are no secret, and begin as an assertion's may
            secrets.text("access token", token.startsWith("ey") ? token.substring(token.lastIndexOf('.') + 1) : token);
        }
        for (var received : Received.by(world.options().folder())) {
            secrets.text("password in " + received.where(), received.password());
            secrets.key("key in " + received.where(), received.key());
        }
        return secrets.forms;
    }

    private void settings(Path file) throws IOException {
        var settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        for (var key : new TreeSet<>(settings.stringPropertyNames())) {
            if (key.matches(".*(password|-key)") && !key.matches(".*(private|connector)-key")) { // those name files
                text(key, settings.getProperty(key).replace("{noop}", ""));
            }
        }
    }

    private void keyEncryptionKey(Path endpoints) throws IOException {
        bytes("KEK", HexFormat.of().parseHex(new ObjectMapper().readTree(endpoints.toFile()).at("/escrow/hex").asText()));
    }

    private void manifest(Path file) throws IOException {
        try (var rows = CSVParser.parse(Files.newBufferedReader(file), CSVFormat.RFC4180.builder().setHeader().get())) {
            for (var row : rows) {
                if (row.isConsistent()) {
                    text("password of " + row.get("file"), row.get("password"));
                }
            }
        }
    }

    private void text(String name, String value) {
        if (known.add(value)) {
            forms.addAll(Form.ofText(name, value));
        }
    }

    private void bytes(String name, byte[] value) {
        if (known.add(HexFormat.of().formatHex(value))) {
            forms.addAll(Form.ofBytes(name, value));
        }
    }

    /** The numbers that nobody else may know; whatever holds a key, PKCS #8 or PEM, holds these. The modulus is public. */
    private void key(String name, PrivateKey key) throws GeneralSecurityException {
        var own = KeyFactory.getInstance(key.getAlgorithm()).translateKey(key);
        if (own instanceof RSAPrivateCrtKey rsa) {
            number(name + ", private exponent", rsa.getPrivateExponent());
            number(name + ", first prime", rsa.getPrimeP());
            number(name + ", second prime", rsa.getPrimeQ());
            number(name + ", first exponent", rsa.getPrimeExponentP());
            number(name + ", second exponent", rsa.getPrimeExponentQ());
            number(name + ", coefficient", rsa.getCrtCoefficient());
        } else {
            number(name + ", scalar", ((ECPrivateKey) own).getS());
        }
    }

    private void number(String name, BigInteger number) {
        if (known.add(number)) {
            forms.addAll(Form.ofNumber(name, number));
        }
    }

    static PrivateKey pem(Path file) throws IOException, GeneralSecurityException {
        var base64 = Files.readString(file).replaceAll("-----[^-]+-----|\\s", "");
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    static List<Path> files(Path folder, String end) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }
}

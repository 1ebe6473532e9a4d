package io.sealpost.lab.people;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import io.sealpost.lab.seed.Chance;
import io.sealpost.lab.seed.Secrets;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Writes encryption identities as PFX files (RFC 7292) with a CSV manifest, as an export from another system would leave them: most by
 * PBES2 with the whole chain, one in five by triple DES.
 */
public final class ImportFiles {
    // As openssl writes them; the JDK's 10,000 cost the lab seconds and prove nothing more.
    static {
        for (var derivation : List.of("certPbe", "keyPbe", "mac")) {
            System.setProperty("keystore.pkcs12." + derivation + "IterationCount", "2048");
        }
    }

    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private final Path folder;
    private final Chance chance;
    private final X509Certificate[] chain;
    private final List<String> lines = new ArrayList<>();

    /** Collects what goes into one manifest in {@code folder}; {@code chain} is what stands above each certificate. */
    public ImportFiles(Path folder, Chance chance, X509Certificate... chain) {
        this.folder = folder;
        this.chance = chance;
        this.chain = chain.clone();
    }

    /** Writes the identity's PFX file and notes its manifest line. */
    public void add(Person person, Identity identity) {
        var file = person.uid() + "-" + identity.number() + ".pfx";
        // A comma or a quotation mark now and then: a reader that splits at commas fails here, not at a customer's.
        var password = Secrets.password() + chance.pick(List.of("", "", "", "", "", ",", "\"", ";"), "password", file);
        try {
            var bytes = chance.oneIn(5, "3des", file) ? tripleDes(identity, password) : modern(identity, password);
            Files.createDirectories(folder);
            Files.write(folder.resolve(file), bytes);
        } catch (GeneralSecurityException | IOException | OperatorCreationException | PKCSException e) {
            throw new IllegalStateException(e);
        }
        var line = String.join(",", quoted(file), quoted(password), quoted(person.mail()), "smimeEncryption");
        synchronized (lines) {
            lines.add(line);
        }
    }

    /** Writes the manifest, whole or not at all; gives its path. */
    public Path finish(String name) {
        var text = new StringBuilder("file,password,user,purpose\r\n");
        synchronized (lines) {
            lines.stream().sorted().forEach(line -> text.append(line).append("\r\n"));
        }
        try {
            Files.createDirectories(folder);
            var part = Files.write(folder.resolve("." + name + ".part"), text.toString().getBytes(StandardCharsets.UTF_8));
            return Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private byte[] modern(Identity identity, String password) throws GeneralSecurityException, IOException {
        var certificates = new ArrayList<>(List.of(identity.certificate()));
        certificates.addAll(List.of(chain));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("smime", identity.key(), password.toCharArray(), certificates.toArray(X509Certificate[]::new));
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, password.toCharArray());
        return bytes.toByteArray();
    }

    private static byte[] tripleDes(Identity identity, String password)
            throws GeneralSecurityException, IOException, OperatorCreationException, PKCSException {
        var keyId = new DERBMPString("smime");
        PKCS12SafeBagBuilder certificate = new JcaPKCS12SafeBagBuilder(identity.certificate());
        certificate.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(new byte[] {1}));
        certificate.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, keyId);
        PKCS12SafeBagBuilder key = new JcaPKCS12SafeBagBuilder(identity.key(), encryptor(password));
        key.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(new byte[] {1}));
        key.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, keyId);
        var pfx = new PKCS12PfxPduBuilder();
        pfx.addData(key.build());
        pfx.addEncryptedData(encryptor(password), certificate.build());
        return pfx.build(new JcePKCS12MacCalculatorBuilder().setProvider(PROVIDER), password.toCharArray()).toASN1Structure()
                .getEncoded("DER");
    }

    private static OutputEncryptor encryptor(String password) throws OperatorCreationException {
        return new JcePKCSPBEOutputEncryptorBuilder(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC).setProvider(PROVIDER)
                .build(password.toCharArray());
    }
}

package io.sealpost.payload;

import io.sealpost.OpenSsl;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.payload.apple.Identity;
import io.sealpost.payload.apple.ProfileContent;
import io.sealpost.payload.apple.SealingFixture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What {@code ProfileSealing.seal} does, by openssl commands; the plist around them costs nothing here. */
final class OpenSslSealing {
    private static final int KEY_ENCIPHERMENT = 2;
    private final Path folder;
    private final ProfileContent content;
    private final Pkcs12Encoding encoding;
    private final String kek = HexFormat.of().formatHex(EscrowFixture.KEK_BYTES);
    private final String kekId = HexFormat.of().formatHex(EscrowFixture.KEK.getBytes(StandardCharsets.UTF_8));

    OpenSslSealing(Path folder, SealingFixture fixture, ProfileContent content, Pkcs12Encoding encoding) throws Exception {
        this.folder = folder;
        this.content = content;
        this.encoding = encoding;
        for (int i = 0; i < content.identities().size(); i++) {
            Identity identity = content.identities().get(i);
            Files.write(folder.resolve(i + ".cms"), identity.key().cms());
            Files.writeString(folder.resolve(i + ".pem"), OpenSsl.pem(identity.certificate()));
        }
        Files.writeString(folder.resolve("message"), "A message of thirty-two bytes...");
        Files.writeString(folder.resolve("device.pem"), OpenSsl.pem(fixture.recipient));
        Files.writeString(folder.resolve("device.key"), OpenSsl.pem("PRIVATE KEY", fixture.device.getPrivate().getEncoded()));
        Files.writeString(folder.resolve("signer.pem"), OpenSsl.pem(fixture.signer.chain().get(0)));
        Files.writeString(folder.resolve("issuing.pem"), OpenSsl.pem(fixture.signer.chain().get(1)));
        Files.writeString(folder.resolve("signer.key"), OpenSsl.pem("PRIVATE KEY", fixture.signer.key().getEncoded()));
    }

    byte[] seal() throws Exception {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        for (int i = 0; i < content.identities().size(); i++) {
            OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", i + ".cms", "-secretkey", kek, "-secretkeyid", kekId,
                "-out", i + ".der");
            Files.writeString(folder.resolve(i + ".key"), OpenSsl.pem("PRIVATE KEY", Files.readAllBytes(folder.resolve(i + ".der"))));
            List<String> export = new ArrayList<>(List.of("pkcs12", "-export", "-inkey", i + ".key", "-in", i + ".pem", "-passout",
                "pass:" + password(i), "-iter", "2048", "-out", i + ".p12"));
            export.addAll(encoding == Pkcs12Encoding.COMPATIBLE
                ? List.of("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1")
                : List.of("-keypbe", "AES-256-CBC", "-certpbe", "AES-256-CBC", "-macalg", "sha256"));
            OpenSsl.run(folder, export.toArray(String[]::new));
            array.write(Base64.getMimeEncoder().encode(Files.readAllBytes(folder.resolve(i + ".p12"))));
        }
        Files.write(folder.resolve("array"), array.toByteArray());
        OpenSsl.run(folder, "cms", "-encrypt", "-binary", "-aes256", "-in", "array", "-outform", "DER", "-out", "content", "device.pem");
        return OpenSsl.run(folder, "cms", "-sign", "-nodetach", "-binary", "-in", "content", "-signer", "signer.pem", "-inkey",
            "signer.key",
            "-certfile", "issuing.pem", "-outform", "DER");
    }

    /** Opens each PKCS #12, reads a message to each encryption certificate, signs with the signing key, opens the whole. */
    void prove() {
        for (int i = 0; i < content.identities().size(); i++) {
            OpenSsl.run(folder, "pkcs12", "-in", i + ".p12", "-passin", "pass:" + password(i), "-nodes", "-out", "opened");
            if (content.identities().get(i).certificate().getKeyUsage()[KEY_ENCIPHERMENT]) {
                OpenSsl.run(folder, "cms", "-encrypt", "-binary", "-aes256", "-in", "message", "-outform", "DER", "-out", "mail",
                    i + ".pem");
                OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "mail", "-inkey", "opened");
            } else {
                OpenSsl.run(folder, "dgst", "-sha256", "-sign", "opened", "-out", "signature", "message");
            }
        }
        OpenSsl.run(folder, "cms", "-decrypt", "-inform", "DER", "-in", "content", "-recip", "device.pem", "-inkey", "device.key");
    }

    private static String password(int identity) {
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq" + identity;
    }
}

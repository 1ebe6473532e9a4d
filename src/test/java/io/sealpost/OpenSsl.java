package io.sealpost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** The openssl command: an implementation that is not ours. */
public final class OpenSsl {
    private OpenSsl() {
    }

    /** Runs it in a folder and returns its standard output; fails unless its status is 0. */
    public static byte[] run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Path error = Files.createTempFile(folder, "openssl", ".err");
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectError(error.toFile()).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new AssertionError("openssl " + String.join(" ", arguments) + ": " + Files.readString(error));
            }
            Files.delete(error);
            return output;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("Cannot run program")) {
                throw new TestAbortedException("The openssl command is not on the PATH: skipped", e);
            }
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
            + "\n-----END " + label + "-----\n";
    }
}
